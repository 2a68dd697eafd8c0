var structcleave_1_1format__run =
[
    [ "bytes", "structcleave_1_1format__run.html#a7e0c4529e16713c5c76e534bc89aa938", null ],
    [ "is_sized", "structcleave_1_1format__run.html#aadd28a050d086b671d1866ae021f7d58", null ],
    [ "code", "structcleave_1_1format__run.html#a67d26fa29769b4e0f876b901da94dceb", null ],
    [ "kind", "structcleave_1_1format__run.html#a1aa7f7b4f60ea5712672b77f84d2a351", null ],
    [ "size", "structcleave_1_1format__run.html#a3d872bb304a83bf10100e41449a353d5", null ],
    [ "count", "structcleave_1_1format__run.html#a42a4346c107d340ae835497f3fa32321", null ],
    [ "values", "structcleave_1_1format__run.html#a98fc97aea961bb18c91606e9362a300a", null ],
    [ "offset", "structcleave_1_1format__run.html#af31a6e6f8cafb338161f09ec91fee643", null ],
    [ "bias", "structcleave_1_1format__run.html#a3df65558ef07d4113b21e95aced5a933", null ],
    [ "span", "structcleave_1_1format__run.html#aeeaf54cc5ed46a52e91ac1c12853f541", null ]
];