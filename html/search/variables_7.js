var searchData=
[
  ['has_5ffield_0',['has_field',['../structcleave_1_1message__error.html#a63936050abcf99a3d6f7c7bd02f08f57',1,'cleave::message_error']]],
  ['has_5fpadding_1',['has_padding',['../structcleave_1_1format__info.html#a1553d4996114a95397a3f2fcd5f74ac5',1,'cleave::format_info']]],
  ['have_2',['have',['../structcleave_1_1stream__end.html#a384102688c63d0126192064422e80279',1,'cleave::stream_end::have()'],['../structcleave_1_1pack__error.html#a70eb9ff43a71526790e088e1ccf3f758',1,'cleave::pack_error::have()']]],
  ['header_3',['header',['../structcleave_1_1frame.html#ad75b01622a2adc5eee00de8fc265bdbf',1,'cleave::frame']]],
  ['header_5fbytes_4',['header_bytes',['../structcleave_1_1prefix__reading.html#a213ac4f2830681a7434098fe8c5242d9',1,'cleave::prefix_reading']]],
  ['header_5fbytes_5flimit_5',['header_bytes_limit',['../namespacecleave.html#a00ec03f99d8c0b29e0c0d4ce0f4af861',1,'cleave']]],
  ['header_5fcapacity_6',['header_capacity',['../structcleave_1_1fixed__prefix.html#a632e860016374126e078a195f5e38c87',1,'cleave::fixed_prefix::header_capacity()'],['../classcleave_1_1runtime__prefix.html#ada634a21127a03dfda2821e9cfef7e80',1,'cleave::runtime_prefix::header_capacity()']]],
  ['header_5foffset_7',['header_offset',['../structcleave_1_1message__error.html#a473e2e5e69fa8264524991f8c391eb99',1,'cleave::message_error']]],
  ['held_8',['held',['../structcleave_1_1value__at.html#a2c3d3bd41519cc627cebcef14210d526',1,'cleave::value_at']]],
  ['http2_9',['http2',['../namespacecleave.html#a282cdad92cc2ba74d14a956f42f7c2c0',1,'cleave']]]
];
