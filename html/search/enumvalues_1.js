var searchData=
[
  ['begin_0',['begin',['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a8d589afa4dfaeeed85fff5aa78e5ff6a',1,'cleave']]],
  ['bytes_1',['bytes',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea4b3a6218bb3e3a7303e8a171a60fcf92',1,'cleave']]]
];
