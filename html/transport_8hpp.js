var transport_8hpp =
[
    [ "cleave::io_result", "structcleave_1_1io__result.html", "structcleave_1_1io__result" ],
    [ "cleave::datagram_result", "structcleave_1_1datagram__result.html", "structcleave_1_1datagram__result" ],
    [ "cleave::callback_source< Read >", "structcleave_1_1callback__source.html", "structcleave_1_1callback__source" ],
    [ "cleave::callback_sink< Write >", "structcleave_1_1callback__sink.html", "structcleave_1_1callback__sink" ],
    [ "cleave::byte_source", "conceptcleave_1_1byte__source.html", null ],
    [ "cleave::byte_sink", "conceptcleave_1_1byte__sink.html", null ],
    [ "cleave::datagram_socket", "conceptcleave_1_1datagram__socket.html", null ],
    [ "io", "transport_8hpp.html#a8ef8ada976193d132fc8376267c05851", [
      [ "ok", "transport_8hpp.html#a8ef8ada976193d132fc8376267c05851a444bcb3a3fcf8389296c49467f27e1d6", null ],
      [ "would_block", "transport_8hpp.html#a8ef8ada976193d132fc8376267c05851ab8328ce74de4af0fd6e177d2f9a840ec", null ],
      [ "closed", "transport_8hpp.html#a8ef8ada976193d132fc8376267c05851a349e686330723975502e9ef4f939a5ac", null ],
      [ "failed", "transport_8hpp.html#a8ef8ada976193d132fc8376267c05851a26934eb377001f66e37289a5c93fe284", null ]
    ] ],
    [ "callback_source", "transport_8hpp.html#ac1916b7fc1702350f1f64962f98245dc", null ],
    [ "callback_sink", "transport_8hpp.html#a7acf125bb27730093431c01b4f292313", null ]
];