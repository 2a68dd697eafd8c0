var structcleave_1_1pack__error =
[
    [ "operator bool", "structcleave_1_1pack__error.html#afb4e6ae05f56cf8bcd5bb1b605153289", null ],
    [ "operator==", "structcleave_1_1pack__error.html#a65349dca13368953d4747bf98e5656f7", null ],
    [ "code", "structcleave_1_1pack__error.html#aaca1ff7f4465a02dd8af3c280443c47e", null ],
    [ "call", "structcleave_1_1pack__error.html#a7e8a4558cd302e11071685c3197d4f70", null ],
    [ "item_code", "structcleave_1_1pack__error.html#a4608cd4275a5e1b31da202d890ee2553", null ],
    [ "item_size", "structcleave_1_1pack__error.html#a4145b3f4935abea5b31b979a173f7c9c", null ],
    [ "index", "structcleave_1_1pack__error.html#afdaccf69d79e3bd06076ad2421f04b21", null ],
    [ "need", "structcleave_1_1pack__error.html#ad3dc81fe924360efe67de54fadcffe45", null ],
    [ "have", "structcleave_1_1pack__error.html#a70eb9ff43a71526790e088e1ccf3f758", null ],
    [ "offset", "structcleave_1_1pack__error.html#a1c770bd68600db1d7568d2bbac6b5baf", null ]
];