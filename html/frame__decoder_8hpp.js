var frame__decoder_8hpp =
[
    [ "cleave::frame_step", "structcleave_1_1frame__step.html", "structcleave_1_1frame__step" ],
    [ "cleave::bytes_needed", "structcleave_1_1bytes__needed.html", "structcleave_1_1bytes__needed" ],
    [ "cleave::basic_frame_decoder< Prefix >", "classcleave_1_1basic__frame__decoder.html", "classcleave_1_1basic__frame__decoder" ],
    [ "frame_decoder", "frame__decoder_8hpp.html#a383764f1b39c25d1fee20ec48508fb02", null ],
    [ "runtime_frame_decoder", "frame__decoder_8hpp.html#aee2273c06a7187433e24c081b5d5339a", null ],
    [ "frame_event", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769", [
      [ "none", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769a334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "begin", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769a8d589afa4dfaeeed85fff5aa78e5ff6a", null ],
      [ "data", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769a8d777f385d3dfec8815d20f7496026dc", null ],
      [ "end", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769a7f021a1415b86f2d013b2618fb31ae53", null ],
      [ "excess", "frame__decoder_8hpp.html#a38c98f14fe53fa2ea66df7c799de5769a5e71ab0af8771f0c80c1206e11698890", null ]
    ] ],
    [ "on_excess", "frame__decoder_8hpp.html#a4c8a0e98d7c809ed42580b39250c671c", [
      [ "fail", "frame__decoder_8hpp.html#a4c8a0e98d7c809ed42580b39250c671cae11185b6e35c1b767174dc988aa0f179", null ],
      [ "discard", "frame__decoder_8hpp.html#a4c8a0e98d7c809ed42580b39250c671ca70f68bb2f748b85de6526bfe236ea1e9", null ]
    ] ],
    [ "passed_over", "frame__decoder_8hpp.html#ab5c6d4d8b64ad270204d94c0a645d004", null ],
    [ "count", "frame__decoder_8hpp.html#a689f74e1583e6a55004f86a43190e945", null ]
];