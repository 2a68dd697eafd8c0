var structcleave_1_1value__list_3_01std_1_1index__sequence_3_01I_8_8_8_01_4_00_01T_8_8_8_01_4 =
[
    [ "operator==", "structcleave_1_1value__list_3_01std_1_1index__sequence_3_01I_8_8_8_01_4_00_01T_8_8_8_01_4.html#ad94c3224cec14d0f5c3ed7ec48763beb", null ]
];