var classcleave_1_1value =
[
    [ "type", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808", [
      [ "integer", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a157db7df530023575515d366c9b672e8", null ],
      [ "natural", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a8f4ef05b543fb6157b374099100574b3", null ],
      [ "boolean", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a84e2c64f38f78ba3ea5c905ab5a2da27", null ],
      [ "real", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a4bca24304861acde5770fdbe3cc2503b", null ],
      [ "bytes", "classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a4b3a6218bb3e3a7303e8a171a60fcf92", null ]
    ] ],
    [ "value", "classcleave_1_1value.html#af524a708307b8b5975e93b66ddb11c7e", null ],
    [ "value", "classcleave_1_1value.html#af0f8d19f2b62a5e0115a35dc305b5d9d", null ],
    [ "kind", "classcleave_1_1value.html#a9b6726c400f2ff9b34b9b7253a6a7d8b", null ],
    [ "is_integer", "classcleave_1_1value.html#a343ee2697fcecf021c9c118638832262", null ],
    [ "as_integer", "classcleave_1_1value.html#a62edf4c11d9486a0c2f0a2b9843bff4d", null ],
    [ "as_natural", "classcleave_1_1value.html#a3a200de379a3ab1c1ac05af94de904ec", null ],
    [ "as_boolean", "classcleave_1_1value.html#a4e6d89faf098c4eaac10a9ddd940d28f", null ],
    [ "as_real", "classcleave_1_1value.html#a4ab822cb6ab0d1d3c30652f9543dc797", null ],
    [ "as_real_bits", "classcleave_1_1value.html#a5d8a28f0bd989112ff09f1b9dd4f9986", null ],
    [ "as_bytes", "classcleave_1_1value.html#a9545bf47c75d06607e0a8c5ec241f045", null ],
    [ "is_true", "classcleave_1_1value.html#a346b8dd7552b9b0b126b082352e1c107", null ],
    [ "is_integer_of", "classcleave_1_1value.html#a5f08fb81e6bc464828a327dfc9941dd5", null ],
    [ "bits", "classcleave_1_1value.html#a695e255faa6689620c3c24665f1a951a", null ]
];