var message__decoder_8hpp =
[
    [ "cleave::message_step", "structcleave_1_1message__step.html", "structcleave_1_1message__step" ],
    [ "cleave::message_limits", "structcleave_1_1message__limits.html", "structcleave_1_1message__limits" ],
    [ "cleave::message_decoder", "classcleave_1_1message__decoder.html", "classcleave_1_1message__decoder" ],
    [ "message_event", "message__decoder_8hpp.html#abcaf3e11abf70e1442d7c4425c5b1e02", [
      [ "none", "message__decoder_8hpp.html#abcaf3e11abf70e1442d7c4425c5b1e02a334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "header", "message__decoder_8hpp.html#abcaf3e11abf70e1442d7c4425c5b1e02a099fb995346f31c749f6e40db0f395e3", null ],
      [ "data", "message__decoder_8hpp.html#abcaf3e11abf70e1442d7c4425c5b1e02a8d777f385d3dfec8815d20f7496026dc", null ],
      [ "end", "message__decoder_8hpp.html#abcaf3e11abf70e1442d7c4425c5b1e02a7f021a1415b86f2d013b2618fb31ae53", null ]
    ] ],
    [ "body_rule", "message__decoder_8hpp.html#a93a73171208e9fcac1d71713be5ec22a", [
      [ "sized", "message__decoder_8hpp.html#a93a73171208e9fcac1d71713be5ec22aa2804e581d2f052b617b3989ee949b739", null ],
      [ "none", "message__decoder_8hpp.html#a93a73171208e9fcac1d71713be5ec22aa334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "request", "message__decoder_8hpp.html#a93a73171208e9fcac1d71713be5ec22aa10573b873d2fa5a365d558a45e328e47", null ],
      [ "reply", "message__decoder_8hpp.html#a93a73171208e9fcac1d71713be5ec22aae84afaab83ecb301b3d97ce4174d2773", null ]
    ] ]
];