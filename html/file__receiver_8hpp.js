var file__receiver_8hpp =
[
    [ "cleave::file_step", "structcleave_1_1file__step.html", "structcleave_1_1file__step" ],
    [ "cleave::file_rules", "structcleave_1_1file__rules.html", "structcleave_1_1file__rules" ],
    [ "cleave::digest_check< Digest >", "classcleave_1_1digest__check.html", "classcleave_1_1digest__check" ],
    [ "cleave::file_receiver", "classcleave_1_1file__receiver.html", "classcleave_1_1file__receiver" ],
    [ "file_event", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bf", [
      [ "none", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bfa334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "message", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bfa78e731027d8fd50ed642340b7c9a63b3", null ],
      [ "file", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bfa8c7dd922ad47494fc02c388e12c00eac", null ],
      [ "data", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bfa8d777f385d3dfec8815d20f7496026dc", null ],
      [ "end", "file__receiver_8hpp.html#ae157b5bed1856aabb6df51176654d0bfa7f021a1415b86f2d013b2618fb31ae53", null ]
    ] ],
    [ "digest_rule", "file__receiver_8hpp.html#a8f5370037c044c9bd26b5ade6f2d9f2f", [
      [ "ignore", "file__receiver_8hpp.html#a8f5370037c044c9bd26b5ade6f2d9f2fa567bc1d268f135496de3d5b946b691f3", null ],
      [ "verify", "file__receiver_8hpp.html#a8f5370037c044c9bd26b5ade6f2d9f2fae8418d1d706cd73548f9f16f1d55ad6e", null ],
      [ "demand", "file__receiver_8hpp.html#a8f5370037c044c9bd26b5ade6f2d9f2fa849d1759de1e2ad84fd750d338ae931d", null ]
    ] ],
    [ "digest_found", "file__receiver_8hpp.html#a58176e40e6e885cca82a860afb32a7ee", [
      [ "absent", "file__receiver_8hpp.html#a58176e40e6e885cca82a860afb32a7eeae5671794bf87ebab2a0d5e0ded530e68", null ],
      [ "malformed", "file__receiver_8hpp.html#a58176e40e6e885cca82a860afb32a7eea7596fdd04dba990373ab2f3da0c7dd3f", null ],
      [ "announced", "file__receiver_8hpp.html#a58176e40e6e885cca82a860afb32a7eeaf1e53941a53fe7e8e39aa331b14c4612", null ]
    ] ]
];