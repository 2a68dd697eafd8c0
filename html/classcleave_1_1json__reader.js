var classcleave_1_1json__reader =
[
    [ "json_reader", "classcleave_1_1json__reader.html#a56f2baae4548c6ffc9d8513734e7b9a5", null ],
    [ "json_reader", "classcleave_1_1json__reader.html#a26dfa9903618f899659a4e9d679bc009", null ],
    [ "next", "classcleave_1_1json__reader.html#acbed096310600dd4f3d14c8450fe49d4", null ],
    [ "raw_value", "classcleave_1_1json__reader.html#a3bf204d1a6430a5e4cf942644b06223e", null ],
    [ "skip_value", "classcleave_1_1json__reader.html#a02b8c68128789450d8b25936cce89f7f", null ],
    [ "skip_rest", "classcleave_1_1json__reader.html#a0dfc4d796718d1a6f7a927785d9d65a0", null ],
    [ "depth", "classcleave_1_1json__reader.html#abdba7122b16cfea5754cd30c05f3db3e", null ],
    [ "offset", "classcleave_1_1json__reader.html#ad3ec5b84eee9abf5c76b2ff9f804222f", null ]
];