var structcleave_1_1sha256__portable__algorithm =
[
    [ "state", "structcleave_1_1sha256__portable__algorithm.html#a3deb9ae0c8720f4cfa39c2d498ce0e3a", null ]
];