var searchData=
[
  ['pad_0',['pad',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea4dca00da67c692296690e90c50c96b79',1,'cleave']]],
  ['pascal_1',['pascal',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea57c2877c1d84c4b49f3289657deca65c',1,'cleave']]],
  ['payload_2',['payload',['../namespacecleave.html#a343bcf5a6aa9412aed8d5542f0930821a321c3cf486ed509164edec1e1981fec8',1,'cleave']]],
  ['proof_3',['proof',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a028dce7f598c280ba3697045a8316ce2',1,'cleave']]]
];
