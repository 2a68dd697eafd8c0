var structcleave_1_1frame =
[
    [ "size", "structcleave_1_1frame.html#a13eb9b6eaeb809d60169af59cb45d732", null ],
    [ "st", "structcleave_1_1frame.html#acd46cb4559c245ad41287ec2b1762c61", null ],
    [ "header", "structcleave_1_1frame.html#ad75b01622a2adc5eee00de8fc265bdbf", null ],
    [ "payload", "structcleave_1_1frame.html#a883def868f581925e455b79995b48db7", null ],
    [ "more_bytes", "structcleave_1_1frame.html#a6840739ac4a8d581c1fe9db0762b2f7a", null ],
    [ "more_is_all", "structcleave_1_1frame.html#ab3fb2b4eddcf83a0a345e9190ba27401", null ]
];