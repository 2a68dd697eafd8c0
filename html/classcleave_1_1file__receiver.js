var classcleave_1_1file__receiver =
[
    [ "file_receiver", "classcleave_1_1file__receiver.html#a356979659c92ceca80ddbe9d372c5094", null ],
    [ "expect", "classcleave_1_1file__receiver.html#a704e3869482a38785a3129bee06be59b", null ],
    [ "rebind", "classcleave_1_1file__receiver.html#a63a24026634fff405442bd630c02c149", null ],
    [ "decode", "classcleave_1_1file__receiver.html#aa74d5d0b3c31bf6a82e0e22d8fd94a98", null ],
    [ "resume", "classcleave_1_1file__receiver.html#a5f0707e39f32e13cff4f370b79d3b8bd", null ],
    [ "needs_bytes", "classcleave_1_1file__receiver.html#a54e300c21794ed0e303f551744d59a0e", null ],
    [ "body_remaining", "classcleave_1_1file__receiver.html#af15b393c2350a0962b94fac5c2de4ca6", null ],
    [ "moved", "classcleave_1_1file__receiver.html#ad3e2f12c7decae993ab3223a96e78af0", null ],
    [ "finish", "classcleave_1_1file__receiver.html#aa7475bbefc9e631f2b80da5dc2385068", null ],
    [ "needed", "classcleave_1_1file__receiver.html#a8b63f063bb63bdf859bdf64eeee38e1f", null ],
    [ "error", "classcleave_1_1file__receiver.html#aac65b1f5018c7bb9c2222d5f76a15f9b", null ],
    [ "refuse", "classcleave_1_1file__receiver.html#a0072bfd0ea84669f29428c311af12232", null ],
    [ "md5_check", "classcleave_1_1file__receiver.html#a9dc4432da6c717123f6dfc0d749f3f4c", null ],
    [ "sha256_check", "classcleave_1_1file__receiver.html#a73dfc67518d95e7e2a6dfcbf074dec61", null ],
    [ "messages", "classcleave_1_1file__receiver.html#adc516607dafde3162e1e60c8ed54cecf", null ],
    [ "offset", "classcleave_1_1file__receiver.html#afffaa7e29c0d788bdf08318abac78e68", null ],
    [ "reset", "classcleave_1_1file__receiver.html#a975c0ac28ac908f8dc97a554657271ed", null ],
    [ "operator==", "classcleave_1_1file__receiver.html#ad9b0c42082971c2d2384d9e5c91945d6", null ]
];