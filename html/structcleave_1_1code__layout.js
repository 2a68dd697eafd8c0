var structcleave_1_1code__layout =
[
    [ "kind", "structcleave_1_1code__layout.html#a83f54cd37b31a15821074f769833059f", null ],
    [ "size", "structcleave_1_1code__layout.html#a3bab50b5e8028e916a3f2a95b83e7333", null ],
    [ "alignment", "structcleave_1_1code__layout.html#a629bd6f212e4bac30309b9e87057a042", null ]
];