var structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4 =
[
    [ "values", "structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#a191c4caf397b2e4dd7d1365ad6b79e5f", null ]
];