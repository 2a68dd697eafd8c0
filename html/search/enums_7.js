var searchData=
[
  ['json_5ftoken_0',['json_token',['../namespacecleave.html#a7dfa0449e334340bc4bda1f0621e0989',1,'cleave']]]
];
