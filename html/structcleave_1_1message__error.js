var structcleave_1_1message__error =
[
    [ "set_value", "structcleave_1_1message__error.html#abc16751ec427eaa72469fbac2caa9724", null ],
    [ "operator==", "structcleave_1_1message__error.html#af3eb2ce3fe945f49d9236b2309138b34", null ],
    [ "st", "structcleave_1_1message__error.html#ab4ed9bb8ab2d2c98f34f8099c8ccf5e5", null ],
    [ "looks_like", "structcleave_1_1message__error.html#aee4b5c894d634c4018cc063b94f0bf4e", null ],
    [ "has_field", "structcleave_1_1message__error.html#a63936050abcf99a3d6f7c7bd02f08f57", null ],
    [ "field", "structcleave_1_1message__error.html#a49e7b4b0ff2dd9aa6a02967dcbff2999", null ],
    [ "value_size", "structcleave_1_1message__error.html#ac040a5c39accf7213addf7cbb1c6936f", null ],
    [ "value", "structcleave_1_1message__error.html#a6a858e19a77465b37efca93b0602fabc", null ],
    [ "limit", "structcleave_1_1message__error.html#a4108e0b16145512cce64baec13a7e70a", null ],
    [ "header_offset", "structcleave_1_1message__error.html#a473e2e5e69fa8264524991f8c391eb99", null ],
    [ "offset", "structcleave_1_1message__error.html#a23360a39058caff88aedc328beadbf2c", null ],
    [ "message_index", "structcleave_1_1message__error.html#afccbbfe8144d7d190fdab3f4c0e27f5d", null ]
];