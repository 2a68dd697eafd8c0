var structcleave_1_1stream__end =
[
    [ "operator==", "structcleave_1_1stream__end.html#a8eda0b06d1bc4df40ffab8ffc67f9d7e", null ],
    [ "st", "structcleave_1_1stream__end.html#ad94b5749ba86d7bf8150c25d6d20f994", null ],
    [ "have", "structcleave_1_1stream__end.html#a384102688c63d0126192064422e80279", null ],
    [ "need", "structcleave_1_1stream__end.html#a63708354f203b41364251288f381c1f4", null ]
];