var searchData=
[
  ['kafka_0',['kafka',['../namespacecleave.html#a5c34ea116eb301cdd59e575d95c5065b',1,'cleave']]],
  ['key_5fseparator_1',['key_separator',['../structcleave_1_1json__style.html#ac4f5f7e858c458bf792a9658390fc083',1,'cleave::json_style']]],
  ['kind_2',['kind',['../structcleave_1_1code__layout.html#a83f54cd37b31a15821074f769833059f',1,'cleave::code_layout::kind()'],['../structcleave_1_1format__run.html#a1aa7f7b4f60ea5712672b77f84d2a351',1,'cleave::format_run::kind()']]]
];
