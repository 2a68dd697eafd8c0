var structcleave_1_1json__integer =
[
    [ "st", "structcleave_1_1json__integer.html#a1a860fc39d8f8f262fefd3975de51c64", null ],
    [ "value", "structcleave_1_1json__integer.html#a40647c568510e1e7ffdc5a7236a5f826", null ]
];