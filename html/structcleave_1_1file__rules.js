var structcleave_1_1file__rules =
[
    [ "max_size", "structcleave_1_1file__rules.html#ad5391fa7c4dbf239ceaae87c1c66b00b", null ],
    [ "names", "structcleave_1_1file__rules.html#a2414ce35cff5f42e684226a2eba8b918", null ],
    [ "digests", "structcleave_1_1file__rules.html#a03c70a123b36e9c713071050829fbc9e", null ],
    [ "always_sha256", "structcleave_1_1file__rules.html#a72f00f53f5ce5b0c293c006652f1e001", null ]
];