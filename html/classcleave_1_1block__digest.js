var classcleave_1_1block__digest =
[
    [ "update", "classcleave_1_1block__digest.html#a626c8d1f73fb6cb0a71784c3f6861727", null ],
    [ "finish", "classcleave_1_1block__digest.html#aa45a7ad1aa2103ad10ee4cac7e9e7f13", null ],
    [ "reset", "classcleave_1_1block__digest.html#a23e2c2c99600eae7674eb78b5d775de5", null ],
    [ "size", "classcleave_1_1block__digest.html#a5de6497e8a84e3ed8360aa018bab014a", null ],
    [ "operator==", "classcleave_1_1block__digest.html#a3d6acc3937b72fa6a19e23ce063ec605", null ]
];