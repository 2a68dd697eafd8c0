var searchData=
[
  ['truncated_0',['truncated',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09aac273a9aa2a7a6e63ef477fa7f6d1980',1,'cleave']]],
  ['truth_1',['truth',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea59d42c504c10b1f71478f52bf06c86da',1,'cleave']]]
];
