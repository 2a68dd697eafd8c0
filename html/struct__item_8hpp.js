var struct__item_8hpp =
[
    [ "cleave::narrowed", "structcleave_1_1narrowed.html", "structcleave_1_1narrowed" ],
    [ "unsigned_of", "struct__item_8hpp.html#ae3ee6cde123ecfa1c9121221297d63e6", null ],
    [ "fill_zero", "struct__item_8hpp.html#abc93057d9f9ecbd44912e80456cd10af", null ],
    [ "store_bytes", "struct__item_8hpp.html#a8f4f324672ff66dfc82b18df438360f9", null ],
    [ "store_pascal", "struct__item_8hpp.html#a7f055532d77c768420c4806ca9d299f6", null ],
    [ "load_pascal", "struct__item_8hpp.html#a71470f76e6ae4f0cf076540ae1802893", null ],
    [ "narrow", "struct__item_8hpp.html#a12687c7f5b5583f31d20b7922e16146a", null ],
    [ "to_half", "struct__item_8hpp.html#a210133dea766c5c2312cefe98abdce70", null ],
    [ "exceeds_float", "struct__item_8hpp.html#a044b56d980f9bdc00c8d8520cf5aa0d8", null ],
    [ "to_float", "struct__item_8hpp.html#a4859b9b687c373039fa2e4270655a99d", null ],
    [ "from_half", "struct__item_8hpp.html#a8984ce6fa994f2133813b80ca17c3f13", null ],
    [ "from_float", "struct__item_8hpp.html#a89ce2c6717c94c5fda403186540b8677", null ]
];