var structcleave_1_1pumped =
[
    [ "st", "structcleave_1_1pumped.html#a7c5c413f7242255b65b30b754a2799bf", null ],
    [ "end", "structcleave_1_1pumped.html#a68bf0fe1a9f4fb8eb9fb86492260aeb2", null ],
    [ "error", "structcleave_1_1pumped.html#ac323d403182275034869aa7cb941f700", null ]
];