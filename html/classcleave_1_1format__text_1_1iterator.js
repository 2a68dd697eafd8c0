var classcleave_1_1format__text_1_1iterator =
[
    [ "iterator", "classcleave_1_1format__text_1_1iterator.html#a3666b956aa740f9fdb390523dccc9673", null ],
    [ "operator*", "classcleave_1_1format__text_1_1iterator.html#a68b69684331f8e4fcad7e7bc7a5ee220", null ],
    [ "operator++", "classcleave_1_1format__text_1_1iterator.html#a7da5e6d88360df7bd4c0d302fad5c196", null ],
    [ "operator!=", "classcleave_1_1format__text_1_1iterator.html#ae88763d8db9eed3b6e3691bd5ef96010", null ]
];