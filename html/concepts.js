var concepts =
[
    [ "cleave", "namespacecleave.html", [
      [ "digest", "conceptcleave_1_1digest.html", null ],
      [ "struct_integer", "conceptcleave_1_1struct__integer.html", null ],
      [ "struct_number", "conceptcleave_1_1struct__number.html", null ],
      [ "struct_character", "conceptcleave_1_1struct__character.html", null ],
      [ "struct_bytes", "conceptcleave_1_1struct__bytes.html", null ],
      [ "runtime_format", "conceptcleave_1_1runtime__format.html", null ],
      [ "format_source", "conceptcleave_1_1format__source.html", null ],
      [ "byte_source", "conceptcleave_1_1byte__source.html", null ],
      [ "byte_sink", "conceptcleave_1_1byte__sink.html", null ],
      [ "datagram_socket", "conceptcleave_1_1datagram__socket.html", null ]
    ] ]
];