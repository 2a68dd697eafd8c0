var frame__encoder_8hpp =
[
    [ "cleave::frame_header< Capacity >", "structcleave_1_1frame__header.html", "structcleave_1_1frame__header" ],
    [ "cleave::encoded", "structcleave_1_1encoded.html", "structcleave_1_1encoded" ],
    [ "encode_header", "frame__encoder_8hpp.html#a9fe972733e09c72f87d30076c9072715", null ],
    [ "encode_frame", "frame__encoder_8hpp.html#a5d7a79c0b4dae757862867cbe08777b4", null ],
    [ "encode_in_place", "frame__encoder_8hpp.html#a05a3b8ce1892ad2c2983f60fae070afb", null ],
    [ "encode_header", "frame__encoder_8hpp.html#a265879c62e85cf9cfe4eeb3b951e9a95", null ],
    [ "encode_frame", "frame__encoder_8hpp.html#afd519eff11e62a92046a162412e115d0", null ],
    [ "encode_in_place", "frame__encoder_8hpp.html#a58979d450605804353280db9141fe001", null ]
];