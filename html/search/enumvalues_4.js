var searchData=
[
  ['end_0',['end',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbda7f021a1415b86f2d013b2618fb31ae53',1,'cleave::end()'],['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa7f021a1415b86f2d013b2618fb31ae53',1,'cleave::end()'],['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a7f021a1415b86f2d013b2618fb31ae53',1,'cleave::end()'],['../namespacecleave.html#a7dfa0449e334340bc4bda1f0621e0989a7f021a1415b86f2d013b2618fb31ae53',1,'cleave::end()'],['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02a7f021a1415b86f2d013b2618fb31ae53',1,'cleave::end()']]],
  ['excess_1',['excess',['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a5e71ab0af8771f0c80c1206e11698890',1,'cleave']]],
  ['exit_5fcode_2',['exit_code',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09aa43fb4e76d8c840f64f0be93a11cf476',1,'cleave']]]
];
