var structcleave_1_1message__limits =
[
    [ "max_size", "structcleave_1_1message__limits.html#a04a2c0bed3b5ca2eef096eaa721160be", null ]
];