var searchData=
[
  ['record_5freader_0',['record_reader',['../classcleave_1_1record__reader.html',1,'cleave']]],
  ['runtime_5fprefix_1',['runtime_prefix',['../classcleave_1_1runtime__prefix.html',1,'cleave']]]
];
