var searchData=
[
  ['character_0',['character',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9eaa956161a69928cd130a889b88082fb6e',1,'cleave']]],
  ['closed_1',['closed',['../namespacecleave.html#a8ef8ada976193d132fc8376267c05851a349e686330723975502e9ef4f939a5ac',1,'cleave']]],
  ['cmd_2',['cmd',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09adfff0a7fa1a55c8c1a4966c19f6da452',1,'cleave']]],
  ['code_3',['code',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09ac13367945d5d4c91047b3b50234aa7ab',1,'cleave']]],
  ['command_4',['command',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a1dccadfed7bcbb036c56a4afb97e906f',1,'cleave']]]
];
