var structcleave_1_1frame__counters =
[
    [ "operator==", "structcleave_1_1frame__counters.html#a6af398b39c755ef983368a70a8a481d1", null ],
    [ "frames", "structcleave_1_1frame__counters.html#a8eef83bce7e7b2ae77af92c054af90b8", null ],
    [ "payload_bytes", "structcleave_1_1frame__counters.html#a7c51758693970e52554015d5dd2c53e7", null ],
    [ "discarded_frames", "structcleave_1_1frame__counters.html#a6ec50b5471b49bb76813e0bbf0b53bbf", null ],
    [ "largest_payload", "structcleave_1_1frame__counters.html#a6e447e55550b5ef89d27e8f45439e51b", null ]
];