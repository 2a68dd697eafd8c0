var searchData=
[
  ['ignore_0',['ignore',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2fa567bc1d268f135496de3d5b946b691f3',1,'cleave']]],
  ['integer_1',['integer',['../classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808a157db7df530023575515d366c9b672e8',1,'cleave::value']]]
];
