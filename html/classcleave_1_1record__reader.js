var classcleave_1_1record__reader =
[
    [ "record_reader", "classcleave_1_1record__reader.html#acac6e947a46894e420873045c3986d43", null ],
    [ "error", "classcleave_1_1record__reader.html#acf0eaffe37a1ccf674d3dbe940fbb348", null ],
    [ "size", "classcleave_1_1record__reader.html#a3691dee42830c500e8daf39e6c71fc39", null ],
    [ "next", "classcleave_1_1record__reader.html#a44aa8f0757215fb5f02002874612916a", null ]
];