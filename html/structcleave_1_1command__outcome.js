var structcleave_1_1command__outcome =
[
    [ "operator==", "structcleave_1_1command__outcome.html#a97fe2cf6584aa5268a031ec9624b02d5", null ],
    [ "exit_code", "structcleave_1_1command__outcome.html#ae93b3284222295f290357edc4129d044", null ],
    [ "stdout_bytes", "structcleave_1_1command__outcome.html#a372439655fb2522b9eac3e8edb209b19", null ],
    [ "stderr_bytes", "structcleave_1_1command__outcome.html#a534631ec4d9800a4826a5e80392bd943", null ],
    [ "truncated", "structcleave_1_1command__outcome.html#a3217ed4cedfd86ecfaec1b9624f28390", null ]
];