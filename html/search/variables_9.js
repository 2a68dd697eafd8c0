var searchData=
[
  ['json_5fcompact_0',['json_compact',['../namespacecleave.html#a2cb908722cb1a564236b280acecf410f',1,'cleave']]]
];
