var structcleave_1_1prefix__reading =
[
    [ "st", "structcleave_1_1prefix__reading.html#aa39c1baf5ab1ee94b507b0b61083e07c", null ],
    [ "header_bytes", "structcleave_1_1prefix__reading.html#a213ac4f2830681a7434098fe8c5242d9", null ],
    [ "payload_bytes", "structcleave_1_1prefix__reading.html#ae6bbb89bb4283d9a1fac0174929beb2f", null ],
    [ "more_bytes", "structcleave_1_1prefix__reading.html#af53f4e0de282398499b8d4a43f986b0d", null ]
];