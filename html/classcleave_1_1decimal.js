var classcleave_1_1decimal =
[
    [ "decimal", "classcleave_1_1decimal.html#a0ad7c40d78101b8d22e5f749f8ba51f0", null ],
    [ "text", "classcleave_1_1decimal.html#a87c7a1c766c2b902dd78e111db07a4c2", null ]
];