var struct__format_8hpp =
[
    [ "cleave::fixed_string< Length >", "structcleave_1_1fixed__string.html", "structcleave_1_1fixed__string" ],
    [ "cleave::code_layout", "structcleave_1_1code__layout.html", "structcleave_1_1code__layout" ],
    [ "cleave::format_prefix", "structcleave_1_1format__prefix.html", "structcleave_1_1format__prefix" ],
    [ "cleave::format_run", "structcleave_1_1format__run.html", "structcleave_1_1format__run" ],
    [ "cleave::format_info", "structcleave_1_1format__info.html", "structcleave_1_1format__info" ],
    [ "cleave::format_reader", "classcleave_1_1format__reader.html", "classcleave_1_1format__reader" ],
    [ "cleave::format_text", "classcleave_1_1format__text.html", "classcleave_1_1format__text" ],
    [ "cleave::format_text::iterator", "classcleave_1_1format__text_1_1iterator.html", "classcleave_1_1format__text_1_1iterator" ],
    [ "cleave::format_plan< Capacity >", "classcleave_1_1format__plan.html", "classcleave_1_1format__plan" ],
    [ "cleave::struct_format< Text >", "structcleave_1_1struct__format.html", null ],
    [ "code_kind", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9e", [
      [ "none", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "pad", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea4dca00da67c692296690e90c50c96b79", null ],
      [ "character", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9eaa956161a69928cd130a889b88082fb6e", null ],
      [ "truth", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea59d42c504c10b1f71478f52bf06c86da", null ],
      [ "signed_integer", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9eaa14b6141855cd58c670ca6559c75c941", null ],
      [ "unsigned_integer", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea7383104b83254a99f5991d0ac77a6666", null ],
      [ "real", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea4bca24304861acde5770fdbe3cc2503b", null ],
      [ "bytes", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea4b3a6218bb3e3a7303e8a171a60fcf92", null ],
      [ "pascal", "struct__format_8hpp.html#a24a483b93d6191e8317df76b284c4b9ea57c2877c1d84c4b49f3289657deca65c", null ]
    ] ],
    [ "fixed_string", "struct__format_8hpp.html#a5f1e95ddb8d9ec4fd7a7c2afb28ea99b", null ],
    [ "prefix_of", "struct__format_8hpp.html#a866784b7bc5c831b30e8a38f07fa6f54", null ],
    [ "native_layout", "struct__format_8hpp.html#a147cfb0073163e63541decb4656d5f49", null ],
    [ "layout_of", "struct__format_8hpp.html#ae68e8076cb05317c15a9682d5bc145b7", null ],
    [ "inspect_format", "struct__format_8hpp.html#a0c1a2d2a203da597431b10bbe5fbe789", null ],
    [ "calcsize", "struct__format_8hpp.html#a21608c949060334d979945dbc0e1e1fd", null ],
    [ "format_size_max", "struct__format_8hpp.html#a69a4c1dd13e00f78ade557eebc1300d2", null ],
    [ "format_items", "struct__format_8hpp.html#a51463832380f2b3cf1a0e7a39c90e107", null ]
];