var classcleave_1_1header__fields =
[
    [ "has", "classcleave_1_1header__fields.html#a6d7fe0c3a92c0986ec4139d21c8c4135", null ],
    [ "string", "classcleave_1_1header__fields.html#a4a6d8a84fb056d66c130c25cfb41d08a", null ],
    [ "bytes", "classcleave_1_1header__fields.html#a8cfc0ef9a183c269ad1465b577c9158c", null ],
    [ "flag", "classcleave_1_1header__fields.html#a6c711bb007e6b715e14c84ac987e5d10", null ],
    [ "exit_code", "classcleave_1_1header__fields.html#a2968b9d19b0a44a8a1c76293d7fd46e3", null ],
    [ "text", "classcleave_1_1header__fields.html#a16f1429eb0abef041c65cf6097aaa2c3", null ]
];