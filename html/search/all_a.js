var searchData=
[
  ['kafka_0',['kafka',['../namespacecleave.html#a5c34ea116eb301cdd59e575d95c5065b',1,'cleave']]],
  ['key_1',['key',['../classcleave_1_1json__writer.html#a341cce0f73a355096c630cf39ddd0239',1,'cleave::json_writer']]],
  ['key_5fseparator_2',['key_separator',['../structcleave_1_1json__style.html#ac4f5f7e858c458bf792a9658390fc083',1,'cleave::json_style']]],
  ['kind_3',['kind',['../structcleave_1_1code__layout.html#a83f54cd37b31a15821074f769833059f',1,'cleave::code_layout::kind()'],['../structcleave_1_1format__run.html#a1aa7f7b4f60ea5712672b77f84d2a351',1,'cleave::format_run::kind()'],['../classcleave_1_1value.html#a9b6726c400f2ff9b34b9b7253a6a7d8b',1,'cleave::value::kind()']]],
  ['known_5ffield_4',['known_field',['../structcleave_1_1known__field.html',1,'cleave']]]
];
