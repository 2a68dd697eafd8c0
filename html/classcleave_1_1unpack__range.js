var classcleave_1_1unpack__range =
[
    [ "iterator", "classcleave_1_1unpack__range_1_1iterator.html", "classcleave_1_1unpack__range_1_1iterator" ],
    [ "unpack_range", "classcleave_1_1unpack__range.html#acc88925f237958e5fb6059ae79513562", null ],
    [ "error", "classcleave_1_1unpack__range.html#a328f40c556027a6c8ea1c2fbd1bdde82", null ],
    [ "size", "classcleave_1_1unpack__range.html#ac3d6d37953debfec7610bd928c67e43d", null ],
    [ "begin", "classcleave_1_1unpack__range.html#a4039730a5f773ecddaab00e6f115c13d", null ],
    [ "end", "classcleave_1_1unpack__range.html#adf4a9b77f0d248eb6b5aeabc285e2d42", null ]
];