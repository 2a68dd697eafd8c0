var searchData=
[
  ['key_0',['key',['../classcleave_1_1json__writer.html#a341cce0f73a355096c630cf39ddd0239',1,'cleave::json_writer']]],
  ['kind_1',['kind',['../classcleave_1_1value.html#a9b6726c400f2ff9b34b9b7253a6a7d8b',1,'cleave::value']]]
];
