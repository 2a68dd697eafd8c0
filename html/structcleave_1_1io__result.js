var structcleave_1_1io__result =
[
    [ "state", "structcleave_1_1io__result.html#aa78c870595b45fa56ab77fe3d8e68b31", null ],
    [ "bytes", "structcleave_1_1io__result.html#afa5ea4bb40bace66a77d4cd55d3f6784", null ],
    [ "error", "structcleave_1_1io__result.html#af53295e0ea953fccbbd1a588e1fe32f6", null ]
];