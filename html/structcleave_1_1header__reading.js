var structcleave_1_1header__reading =
[
    [ "st", "structcleave_1_1header__reading.html#ad53d60843fcd00ec2638df6d790a27b0", null ],
    [ "error", "structcleave_1_1header__reading.html#ae6c4cfa216627422c5c362878ec36652", null ]
];