var structcleave_1_1format__prefix =
[
    [ "is_native", "structcleave_1_1format__prefix.html#a4e6d577080cc8856eec80df54628bb82", null ],
    [ "order", "structcleave_1_1format__prefix.html#a995523c51020a65f462a77d87aa80d1a", null ],
    [ "length", "structcleave_1_1format__prefix.html#a0b01499c67cff9e33e7575f3e752ee6a", null ]
];