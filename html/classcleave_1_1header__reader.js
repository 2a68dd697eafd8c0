var classcleave_1_1header__reader =
[
    [ "header_reader", "classcleave_1_1header__reader.html#ad620a3f33d1af8e5c20c57eccc3e92c3", null ],
    [ "read", "classcleave_1_1header__reader.html#a696e08d6cc29e535b36eb9702028dea6", null ]
];