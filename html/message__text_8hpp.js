var message__text_8hpp =
[
    [ "cleave::message_text", "classcleave_1_1message__text.html", "classcleave_1_1message__text" ],
    [ "cleave::decimal", "classcleave_1_1decimal.html", "classcleave_1_1decimal" ]
];