var structcleave_1_1narrowed =
[
    [ "bits", "structcleave_1_1narrowed.html#a6b38077949daa9a16b32ac58f5cb4f68", null ],
    [ "is_too_large", "structcleave_1_1narrowed.html#a1c693c9a9b63ef9eeded6c0d034f1070", null ]
];