var searchData=
[
  ['status_0',['status',['../namespacecleave.html#ac2f3938e38600a1223fea02df173ae02',1,'cleave']]],
  ['struct_5fcall_1',['struct_call',['../namespacecleave.html#afdbddd86923827ebbd4966a5f04f8d6e',1,'cleave']]]
];
