var structcleave_1_1callback__source =
[
    [ "read_some", "structcleave_1_1callback__source.html#a112bf6b645ee9c6a056f3f41e3543747", null ],
    [ "read", "structcleave_1_1callback__source.html#aa9ff86e3bfe3c578670a6a6766ee1f4b", null ]
];