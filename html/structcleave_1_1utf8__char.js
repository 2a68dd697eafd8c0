var structcleave_1_1utf8__char =
[
    [ "operator==", "structcleave_1_1utf8__char.html#a63c59de6e7d72e153c13611aea5f9329", null ],
    [ "code_point", "structcleave_1_1utf8__char.html#a38decfb379e1b2a7dde99874c490f855", null ],
    [ "bytes", "structcleave_1_1utf8__char.html#a85d8c9b167b2bed600f5f0bbc3c78ccf", null ]
];