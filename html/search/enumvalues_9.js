var searchData=
[
  ['natural_0',['natural',['../classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a8f4ef05b543fb6157b374099100574b3',1,'cleave::value']]],
  ['need_5finput_1',['need_input',['../namespacecleave.html#ac2f3938e38600a1223fea02df173ae02a00bd35ee1b94fd8568efa934181c47aa',1,'cleave']]],
  ['need_5foutput_2',['need_output',['../namespacecleave.html#ac2f3938e38600a1223fea02df173ae02aa0b6d30e2258a612fe181fcb294428bc',1,'cleave']]],
  ['nonce_3',['nonce',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09acb584e44c43ed6bd0bc2d9c7e242837d',1,'cleave']]],
  ['none_4',['none',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbda334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()'],['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()'],['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()'],['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02a334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()'],['../namespacecleave.html#a93a73171208e9fcac1d71713be5ec22aa334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()'],['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea334c4a4c42fdb79d7ebc3e73b517e6f8',1,'cleave::none()']]]
];
