var searchData=
[
  ['bias_0',['bias',['../structcleave_1_1format__run.html#a3df65558ef07d4113b21e95aced5a933',1,'cleave::format_run']]],
  ['bits_1',['bits',['../structcleave_1_1narrowed.html#a6b38077949daa9a16b32ac58f5cb4f68',1,'cleave::narrowed']]],
  ['block_5fbytes_2',['block_bytes',['../classcleave_1_1block__digest.html#adfb88213f88510c07bc28c2c7b4c4f1f',1,'cleave::block_digest']]],
  ['byte_5fstep_3',['byte_step',['../structcleave_1_1item__lane.html#a5562a299c9d0114499ac70441604e4b1',1,'cleave::item_lane']]],
  ['bytes_4',['bytes',['../structcleave_1_1escaped__char.html#a68c21f6a5064c0a7fc8faf977490e9bd',1,'cleave::escaped_char::bytes()'],['../structcleave_1_1frame__header.html#a37abe0a8f8dcbe111b41c238f7ffca53',1,'cleave::frame_header::bytes()'],['../structcleave_1_1encoded.html#a71a406e56249fe9a8a0ceae4a87338dd',1,'cleave::encoded::bytes()'],['../structcleave_1_1varint__reading.html#a9a1e364592d85b0337f58b74967be0c6',1,'cleave::varint_reading::bytes()'],['../structcleave_1_1packed.html#a8c075425bc7943f5ff4764729e000301',1,'cleave::packed::bytes()'],['../structcleave_1_1io__result.html#afa5ea4bb40bace66a77d4cd55d3f6784',1,'cleave::io_result::bytes()'],['../structcleave_1_1datagram__result.html#a787a7c5ee9278479cbc87c47128d8797',1,'cleave::datagram_result::bytes()'],['../structcleave_1_1utf8__char.html#a85d8c9b167b2bed600f5f0bbc3c78ccf',1,'cleave::utf8_char::bytes()'],['../structcleave_1_1utf8__text.html#a4beb52b3edcfc9146d1d4b1e6aada34d',1,'cleave::utf8_text::bytes()']]]
];
