var classcleave_1_1json__text =
[
    [ "json_text", "classcleave_1_1json__text.html#a311fff8c06b73b9ab513a04bbef09d96", null ],
    [ "first", "classcleave_1_1json__text.html#a27c0c5436bb7874bb1697dc8297ac2f2", null ],
    [ "last", "classcleave_1_1json__text.html#a1e52abe5555b060d97e1bafcb5b4757b", null ],
    [ "offset", "classcleave_1_1json__text.html#a2a1ed2c0ec2344ec7f865da11f59a2e3", null ],
    [ "left", "classcleave_1_1json__text.html#a48e978fcf491da8a46f611a3318e8086", null ],
    [ "from", "classcleave_1_1json__text.html#a29a926fbe6d392b052d16a1e7bc3242c", null ],
    [ "skip_space", "classcleave_1_1json__text.html#a2f5c3c68e52007034a5e6a559a7a4ae4", null ],
    [ "skip_digits", "classcleave_1_1json__text.html#ab3e9cae342973ade847864e9625163e2", null ],
    [ "skip_plain", "classcleave_1_1json__text.html#a2aa8ce7d1bc7c571c73d5d30c5773b2a", null ],
    [ "word", "classcleave_1_1json__text.html#aa5c662819468460a8954fd0d7c6e6a0a", null ]
];