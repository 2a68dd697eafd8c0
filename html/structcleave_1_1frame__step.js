var structcleave_1_1frame__step =
[
    [ "st", "structcleave_1_1frame__step.html#a1d5c54f6e26d45e5a5efe177ad7005f6", null ],
    [ "event", "structcleave_1_1frame__step.html#a3bfa847d8506902cfa42bee18ff0f6ea", null ],
    [ "consumed", "structcleave_1_1frame__step.html#ad165ba0ad72b44443cf010614fd7c67a", null ],
    [ "length", "structcleave_1_1frame__step.html#a8327d4f947bfa7db4cfb2fd93b10c91e", null ],
    [ "data", "structcleave_1_1frame__step.html#a2712e6df5541271f4ec82a81ccf6671e", null ]
];