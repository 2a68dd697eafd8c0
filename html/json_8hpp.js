var json_8hpp =
[
    [ "cleave::json_limits", "structcleave_1_1json__limits.html", "structcleave_1_1json__limits" ],
    [ "cleave::json_item", "structcleave_1_1json__item.html", "structcleave_1_1json__item" ],
    [ "cleave::json_integer< Integer >", "structcleave_1_1json__integer.html", "structcleave_1_1json__integer" ],
    [ "cleave::json_string_bytes", "classcleave_1_1json__string__bytes.html", "classcleave_1_1json__string__bytes" ],
    [ "cleave::json_reader", "classcleave_1_1json__reader.html", "classcleave_1_1json__reader" ],
    [ "json_token", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989", [
      [ "begin_object", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a9a9ffd53b6869d4eca271b1ed5b57fe8", null ],
      [ "end_object", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a7d5b4427866814de4d8f132721d59c87", null ],
      [ "begin_array", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a16c226b4425b68560fea322b46dabe01", null ],
      [ "end_array", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a2f3e68e7f111a1e5c7728742b3ca2b7f", null ],
      [ "key", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a3c6e0b8a9c15224a8228b9a98ca1531d", null ],
      [ "string", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989ab45cffe084dd3d20d928bee85e7b0f21", null ],
      [ "number", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989ab1bc248a7ff2b2e95569f56de68615df", null ],
      [ "true_value", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a94d4625e81b95be909df3791323ec454", null ],
      [ "false_value", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a2d2c6163369c81871cda60826f2f2319", null ],
      [ "null_value", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a9e374dadbd88854fd5b2631a6b83a295", null ],
      [ "end", "json_8hpp.html#a7dfa0449e334340bc4bda1f0621e0989a7f021a1415b86f2d013b2618fb31ae53", null ]
    ] ],
    [ "value_of_digits", "json_8hpp.html#ab5d0de82274695b74c43f0ddcc187583", null ],
    [ "hex_digit_value", "json_8hpp.html#ade637dc332d4e6160b1fe0df45faf245", null ],
    [ "to_uint64", "json_8hpp.html#a0a329467dcb66fe7a1578212d8508e8d", null ],
    [ "to_int64", "json_8hpp.html#ab8bf3da33538af2018286a47106052f4", null ]
];