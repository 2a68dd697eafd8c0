var structcleave_1_1put__options =
[
    [ "md5_hex", "structcleave_1_1put__options.html#a4a5d52b15115512ce53b3931f2d1c0b2", null ],
    [ "sha256_hex", "structcleave_1_1put__options.html#ad27e40b4650900174506de1dd0caee6c", null ],
    [ "offset_bytes", "structcleave_1_1put__options.html#af7c8b565bd3af00b42a2d86c1653e5c9", null ],
    [ "reply", "structcleave_1_1put__options.html#aa322b59950117837005d64ac26859890", null ]
];