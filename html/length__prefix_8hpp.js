var length__prefix_8hpp =
[
    [ "cleave::prefix_layout", "structcleave_1_1prefix__layout.html", "structcleave_1_1prefix__layout" ],
    [ "cleave::length_prefix", "structcleave_1_1length__prefix.html", "structcleave_1_1length__prefix" ],
    [ "cleave::fixed_prefix< Prefix >", "structcleave_1_1fixed__prefix.html", "structcleave_1_1fixed__prefix" ],
    [ "cleave::runtime_prefix", "classcleave_1_1runtime__prefix.html", "classcleave_1_1runtime__prefix" ],
    [ "cleave::prefix_reading", "structcleave_1_1prefix__reading.html", "structcleave_1_1prefix__reading" ],
    [ "cleave::varint_reading", "structcleave_1_1varint__reading.html", "structcleave_1_1varint__reading" ],
    [ "length_counts", "length__prefix_8hpp.html#a343bcf5a6aa9412aed8d5542f0930821", [
      [ "payload", "length__prefix_8hpp.html#a343bcf5a6aa9412aed8d5542f0930821a321c3cf486ed509164edec1e1981fec8", null ],
      [ "from_field", "length__prefix_8hpp.html#a343bcf5a6aa9412aed8d5542f0930821aeffb852854b54ea45c06d2a0f83ab6f7", null ],
      [ "whole_frame", "length__prefix_8hpp.html#a343bcf5a6aa9412aed8d5542f0930821ac46abc6dcc3b75bb97c64803c49d4114", null ]
    ] ],
    [ "layout_error", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114", [
      [ "none", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114a334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "width_not_1_2_3_4_8_or_varint", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114a37ffa5dcfba4b1081b3efd700f774108", null ],
      [ "header_longer_than_32_bytes", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114ab04136c10e95a7f5f49ea3ccb60f3c13", null ],
      [ "varint_can_not_be_signed", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114a71115b696b29e24c07ba1a4a4526fe46", null ],
      [ "varint_can_only_count_the_payload", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114a9d3bc94b59b631dcce3bd4266241fe34", null ],
      [ "max_payload_exceeds_the_length_field", "length__prefix_8hpp.html#aae830d016f96abcead9465e7ac4f3114a23679a5dfd7702f6b7e5df8416978977", null ]
    ] ],
    [ "check_layout", "length__prefix_8hpp.html#ae7f63553e2325ae2de9ae9622fa47adf", null ],
    [ "width_must_be_1_2_3_4_8_or_varint", "length__prefix_8hpp.html#af017a927b3bba9e5d0d72f3b6bcbbaa2", null ],
    [ "read_varint", "length__prefix_8hpp.html#a1b20e0cacfd7ab3e4d83e3e7cc7a3054", null ],
    [ "read_length_field", "length__prefix_8hpp.html#a8abd4c0ad4d80e109bdeb1d5323d4b3c", null ],
    [ "refusal", "length__prefix_8hpp.html#a858de9c7340d82c6f75a412b765c6677", null ],
    [ "read_prefix", "length__prefix_8hpp.html#a25f55216770abdcc2651b7a1466467c5", null ],
    [ "write_prefix", "length__prefix_8hpp.html#a72c4a0140bdb459decfc36b0a32260ef", null ],
    [ "varint_width", "length__prefix_8hpp.html#a7a3cc1c3f586ebd51da11566be8a6df3", null ],
    [ "automatic_limit", "length__prefix_8hpp.html#a813ab59ace0934b63fadbaab0951c06b", null ],
    [ "max_varint_bytes", "length__prefix_8hpp.html#af39c4f75750a986c8fbb01e5620bb8ef", null ],
    [ "header_bytes_limit", "length__prefix_8hpp.html#a00ec03f99d8c0b29e0c0d4ce0f4af861", null ],
    [ "python_int", "length__prefix_8hpp.html#af452a68b18be9d8a7f93fc8da308de37", null ],
    [ "erlang_packet", "length__prefix_8hpp.html#a0e68001529e37f0455a584a9259713c1", null ],
    [ "grpc_message", "length__prefix_8hpp.html#a88bcd17ec9218db2f1b25cfea5076576", null ],
    [ "kafka", "length__prefix_8hpp.html#a5c34ea116eb301cdd59e575d95c5065b", null ],
    [ "postgresql", "length__prefix_8hpp.html#a22f69e0c5a038da36116d596a37f2387", null ],
    [ "http2", "length__prefix_8hpp.html#a282cdad92cc2ba74d14a956f42f7c2c0", null ],
    [ "memcached_binary", "length__prefix_8hpp.html#a80b0b2745738b857643a9f4b73462bbb", null ],
    [ "varint_delimited", "length__prefix_8hpp.html#a771dfdf54746971718338d576ab7a903", null ]
];