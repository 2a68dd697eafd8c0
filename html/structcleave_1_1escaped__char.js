var structcleave_1_1escaped__char =
[
    [ "escaped_char", "structcleave_1_1escaped__char.html#afb88773c0ec7439495bd7c89b74e1970", null ],
    [ "view", "structcleave_1_1escaped__char.html#a7a03aa18e32647e0f94ab1697a4f7571", null ],
    [ "bytes", "structcleave_1_1escaped__char.html#a68c21f6a5064c0a7fc8faf977490e9bd", null ],
    [ "size", "structcleave_1_1escaped__char.html#ad0d5a10e6d0749d2a943d5b265949ed2", null ],
    [ "taken", "structcleave_1_1escaped__char.html#a1c4a6cb0969d6c3339703ec4abdbe08a", null ]
];