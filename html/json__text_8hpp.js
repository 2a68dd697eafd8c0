var json__text_8hpp =
[
    [ "cleave::json_text", "classcleave_1_1json__text.html", "classcleave_1_1json__text" ],
    [ "not_digits", "json__text_8hpp.html#ab76c3e8d6665e1160b5a122fe2a6d10b", null ]
];