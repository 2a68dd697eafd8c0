var structcleave_1_1bytes__needed =
[
    [ "operator==", "structcleave_1_1bytes__needed.html#a4f4438f21adcb7ee4068b7608955c302", null ],
    [ "at_least", "structcleave_1_1bytes__needed.html#affe3d89729af2ed387b0e72e7f49702d", null ],
    [ "is_all", "structcleave_1_1bytes__needed.html#a3cb295a7d56f3e4ba08117e31bb3a1e4", null ]
];