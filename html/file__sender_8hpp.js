var file__sender_8hpp =
[
    [ "cleave::file_sender", "classcleave_1_1file__sender.html", "classcleave_1_1file__sender" ]
];