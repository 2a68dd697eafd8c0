var structcleave_1_1frame__error =
[
    [ "operator==", "structcleave_1_1frame__error.html#a2023c19e71da81eb6795d0cfedd6875c", null ],
    [ "st", "structcleave_1_1frame__error.html#a0eb405d46a262ba6ca5d462e7178c3f6", null ],
    [ "is_negative", "structcleave_1_1frame__error.html#ac09925ac87aa06a1d5176f848803529a", null ],
    [ "looks_like", "structcleave_1_1frame__error.html#a7b362bd65558e83fac0ea6c3fd13ba18", null ],
    [ "first_bytes_size", "structcleave_1_1frame__error.html#a066b662158a561e91b308eb853200ba6", null ],
    [ "first_bytes", "structcleave_1_1frame__error.html#a7b1ed395566d6227dc2172539a5c6c3d", null ],
    [ "declared", "structcleave_1_1frame__error.html#aef1f970e2625f4e42fee05070d8a5393", null ],
    [ "limit", "structcleave_1_1frame__error.html#acfc7ca799b3b8e198556545709c8c8f1", null ],
    [ "offset", "structcleave_1_1frame__error.html#abbfff32af4bbc0586d65575881fc9b9d", null ],
    [ "frame_index", "structcleave_1_1frame__error.html#a4257dda930ca6eef5f7aed9de5bf5932", null ]
];