var structcleave_1_1frames__visited =
[
    [ "st", "structcleave_1_1frames__visited.html#a557239c52c8e0b2198186a91e5e4d262", null ],
    [ "consumed", "structcleave_1_1frames__visited.html#a52425a500a698f528dc037835efb76ab", null ],
    [ "frames", "structcleave_1_1frames__visited.html#a42dcde8a526956a0fd0f94439dbbdc49", null ],
    [ "more_bytes", "structcleave_1_1frames__visited.html#aed4125f697a2d5805028b110e1aa948f", null ],
    [ "more_is_all", "structcleave_1_1frames__visited.html#a429d374366284053a4fa0c2ae7342e5b", null ]
];