var utf8_8hpp =
[
    [ "cleave::utf8_char", "structcleave_1_1utf8__char.html", "structcleave_1_1utf8__char" ],
    [ "cleave::utf8_text", "structcleave_1_1utf8__text.html", "structcleave_1_1utf8__text" ],
    [ "decode_utf8", "utf8_8hpp.html#a4c984cc6f5071f2db17149bb28dca81b", null ],
    [ "encode_utf8", "utf8_8hpp.html#a1541abf8b52ef76052e41b10129fd07e", null ],
    [ "utf8_prefix", "utf8_8hpp.html#a2b3e09d7c1c2d0166b6397bd00e55151", null ],
    [ "is_utf8", "utf8_8hpp.html#a34cf9cff1b402098f64de525970947d6", null ]
];