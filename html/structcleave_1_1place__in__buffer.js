var structcleave_1_1place__in__buffer =
[
    [ "code", "structcleave_1_1place__in__buffer.html#ac75ac9664a6240810406eb4c28ec7adc", null ],
    [ "at", "structcleave_1_1place__in__buffer.html#ac3b8b8b33b92c507d98bfed1e9b9b5c8", null ]
];