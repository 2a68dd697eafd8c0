var structcleave_1_1callback__sink =
[
    [ "write_some", "structcleave_1_1callback__sink.html#a8cac0e6719b6f293cb3300d705511bfe", null ],
    [ "write", "structcleave_1_1callback__sink.html#a6ae0a325e8cfab89838204f635226627", null ]
];