var structcleave_1_1format__info =
[
    [ "code", "structcleave_1_1format__info.html#a8b988d1a76137e90b13eeb179fbaee24", null ],
    [ "position", "structcleave_1_1format__info.html#a08092b1bb5dbc6ee3347b96a518947eb", null ],
    [ "size", "structcleave_1_1format__info.html#a9a4da3c96af2ffb0d136b4d1ca267f02", null ],
    [ "values", "structcleave_1_1format__info.html#a850ff67e320a66dad70c8f3f55767e1f", null ],
    [ "is_native", "structcleave_1_1format__info.html#a16eb63cda14b0bedb3d7f977b1786014", null ],
    [ "order", "structcleave_1_1format__info.html#ab93cee41fbad4f07237aa00a66b5b0a6", null ],
    [ "has_padding", "structcleave_1_1format__info.html#a1553d4996114a95397a3f2fcd5f74ac5", null ]
];