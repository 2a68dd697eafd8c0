var json__writer_8hpp =
[
    [ "cleave::json_style", "structcleave_1_1json__style.html", "structcleave_1_1json__style" ],
    [ "cleave::json_writer", "classcleave_1_1json__writer.html", "classcleave_1_1json__writer" ],
    [ "json_compact", "json__writer_8hpp.html#a2cb908722cb1a564236b280acecf410f", null ]
];