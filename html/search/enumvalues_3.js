var searchData=
[
  ['data_0',['data',['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()'],['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()'],['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02a8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()']]],
  ['demand_1',['demand',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2fa849d1759de1e2ad84fd750d338ae931d',1,'cleave']]],
  ['discard_2',['discard',['../namespacecleave.html#a4c8a0e98d7c809ed42580b39250c671ca70f68bb2f748b85de6526bfe236ea1e9',1,'cleave']]],
  ['durable_3',['durable',['../namespacecleave.html#aea124bc5c9b1a49f78b82fb685182776a1759f1882f006d03b6a627d4bf2cfb34',1,'cleave']]]
];
