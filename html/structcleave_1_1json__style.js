var structcleave_1_1json__style =
[
    [ "item_separator", "structcleave_1_1json__style.html#a8a463d7df1318769fd44b897a8afbb43", null ],
    [ "key_separator", "structcleave_1_1json__style.html#ac4f5f7e858c458bf792a9658390fc083", null ],
    [ "ensure_ascii", "structcleave_1_1json__style.html#a0b1871c95e17a897e01fb2736afbcc34", null ],
    [ "surrogate_escape", "structcleave_1_1json__style.html#a48bb73e3965451ab4c120bd6d7f25b06", null ]
];