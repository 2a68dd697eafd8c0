var structcleave_1_1unpacked =
[
    [ "operator bool", "structcleave_1_1unpacked.html#a74e1313470141ca8424326c8a90477e4", null ],
    [ "operator*", "structcleave_1_1unpacked.html#ae6bc612d3f5698170cdf07d33dd2a6d4", null ],
    [ "error", "structcleave_1_1unpacked.html#aa33894ba461fdea654d760d24951d81a", null ],
    [ "values", "structcleave_1_1unpacked.html#a82ac46beedeec69a2890e0af4b14707c", null ]
];