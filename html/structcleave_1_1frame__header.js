var structcleave_1_1frame__header =
[
    [ "operator std::span< const std::byte >", "structcleave_1_1frame__header.html#aeb5479d8837808423ed0a780f9aa1570", null ],
    [ "st", "structcleave_1_1frame__header.html#a086adb938085566537c94bb744298c2d", null ],
    [ "size", "structcleave_1_1frame__header.html#acdd7cc0b1a99c457d3c01254833c2530", null ],
    [ "bytes", "structcleave_1_1frame__header.html#a37abe0a8f8dcbe111b41c238f7ffca53", null ]
];