var structcleave_1_1encoded =
[
    [ "st", "structcleave_1_1encoded.html#ad720c15a4ae6511c123c3c0cfa486e7b", null ],
    [ "bytes", "structcleave_1_1encoded.html#a71a406e56249fe9a8a0ceae4a87338dd", null ],
    [ "needed_bytes", "structcleave_1_1encoded.html#ac1a9279f5d8aa5d109f58eb6faf4ce06", null ]
];