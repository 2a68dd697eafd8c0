var searchData=
[
  ['header_0',['header',['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02a099fb995346f31c749f6e40db0f395e3',1,'cleave']]]
];
