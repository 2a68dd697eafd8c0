var classcleave_1_1format__text =
[
    [ "iterator", "classcleave_1_1format__text_1_1iterator.html", "classcleave_1_1format__text_1_1iterator" ],
    [ "format_text", "classcleave_1_1format__text.html#a6c9077cdca40e21bd5f57e81781443a8", null ],
    [ "begin", "classcleave_1_1format__text.html#ac80c4add76a9c275cac7acb5a8e23154", null ],
    [ "end", "classcleave_1_1format__text.html#a57c134c28f1fa5320367d449f432d9e8", null ]
];