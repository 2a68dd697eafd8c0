var searchData=
[
  ['gap_0',['gap',['../structcleave_1_1prefix__layout.html#a861ffeeadf361c8876bb3436079ee8ce',1,'cleave::prefix_layout']]],
  ['grpc_5fmessage_1',['grpc_message',['../namespacecleave.html#a88bcd17ec9218db2f1b25cfea5076576',1,'cleave']]]
];
