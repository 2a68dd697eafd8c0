var classcleave_1_1plain__header__reader =
[
    [ "plain_header_reader", "classcleave_1_1plain__header__reader.html#ade21fb068a2c7972045bf69b17b59fbe", null ],
    [ "read", "classcleave_1_1plain__header__reader.html#ab01d2806e41b2e66a520d29335bc4aee", null ]
];