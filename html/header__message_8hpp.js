var header__message_8hpp =
[
    [ "cleave::header_fields", "classcleave_1_1header__fields.html", "classcleave_1_1header__fields" ],
    [ "cleave::message_error", "structcleave_1_1message__error.html", "structcleave_1_1message__error" ],
    [ "cleave::known_field", "structcleave_1_1known__field.html", "structcleave_1_1known__field" ],
    [ "cleave::plain_header_reader", "classcleave_1_1plain__header__reader.html", "classcleave_1_1plain__header__reader" ],
    [ "cleave::header_reading", "structcleave_1_1header__reading.html", "structcleave_1_1header__reading" ],
    [ "cleave::header_reader", "classcleave_1_1header__reader.html", "classcleave_1_1header__reader" ],
    [ "header_field", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09", [
      [ "cmd", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09adfff0a7fa1a55c8c1a4966c19f6da452", null ],
      [ "status", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a9acb44549b41563697bb490144ec6258", null ],
      [ "file_name", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a3090ad88ff7c9ca191579b709069fe64", null ],
      [ "size", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09af7bd60b75b29d79b660a2859395c1a24", null ],
      [ "offset", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a7a86c157ee9713c34fbd7a1ee40f0c5a", null ],
      [ "received", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09ac5946eb9400717fd6f40e26e36cdb498", null ],
      [ "stdout_size", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a2ce98508e62ebc54f645f79ed1549059", null ],
      [ "stderr_size", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09ad4a8ae97607cbdda94f0fab4e9597ad3", null ],
      [ "exit_code", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09aa43fb4e76d8c840f64f0be93a11cf476", null ],
      [ "reply", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09ae84afaab83ecb301b3d97ce4174d2773", null ],
      [ "truncated", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09aac273a9aa2a7a6e63ef477fa7f6d1980", null ],
      [ "msg", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a6e2baaf3b97dbeef01c0043275f9a0e7", null ],
      [ "md5", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a1bc29b36f623ba82aaf6724fd3b16718", null ],
      [ "sha256", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09ad8d8a6d2e9e1fb99302b479a8fe540d4", null ],
      [ "ack", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a82d7ba7ea655a2bbde5a4e2153a66dae", null ],
      [ "command", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a1dccadfed7bcbb036c56a4afb97e906f", null ],
      [ "code", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09ac13367945d5d4c91047b3b50234aa7ab", null ],
      [ "message", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a78e731027d8fd50ed642340b7c9a63b3", null ],
      [ "nonce", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09acb584e44c43ed6bd0bc2d9c7e242837d", null ],
      [ "proof", "header__message_8hpp.html#a03e582ae75a4933f28c7655bb2dc1a09a028dce7f598c280ba3697045a8316ce2", null ]
    ] ],
    [ "header_value", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26", [
      [ "unknown", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26aad921d60486366258809553a3db49a4a", null ],
      [ "text", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26a1cb251ec0d568de6a929b520c4aed8d1", null ],
      [ "bytes", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26a4b3a6218bb3e3a7303e8a171a60fcf92", null ],
      [ "integer", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26a157db7df530023575515d366c9b672e8", null ],
      [ "boolean", "header__message_8hpp.html#a783a6ad1e24d960a09298ef2fbd4ec26a84e2c64f38f78ba3ea5c905ab5a2da27", null ]
    ] ],
    [ "to_string", "header__message_8hpp.html#a5caa3204f2588df81adc62d43971bd64", null ],
    [ "describe", "header__message_8hpp.html#ad53dc9df8d0dbd0263a5814de7ddfa22", null ],
    [ "as_text", "header__message_8hpp.html#a2c23734c3e4dd4f24c17d479abbda587", null ],
    [ "find_header_field", "header__message_8hpp.html#affb351c045dd67f70de07ae8d7de3e46", null ],
    [ "read_header", "header__message_8hpp.html#a4772b7215c1b1b020d42137a17d6a5d6", null ],
    [ "write_header", "header__message_8hpp.html#a75437897ead9784836b84a1904cdf7ad", null ]
];