var structcleave_1_1varint__reading =
[
    [ "st", "structcleave_1_1varint__reading.html#aa812582425a6727812bcb10944af79a5", null ],
    [ "bytes", "structcleave_1_1varint__reading.html#a9a1e364592d85b0337f58b74967be0c6", null ],
    [ "value", "structcleave_1_1varint__reading.html#a6e54cfc2569f6de301d6c2fc022b5762", null ]
];