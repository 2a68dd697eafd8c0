var searchData=
[
  ['packing_0',['packing',['../namespacecleave.html#ac3ff2160f48bba58be40efab1c1dde66',1,'cleave']]],
  ['peer_5fguess_1',['peer_guess',['../namespacecleave.html#af791fbe4405a2125c69c6bd7456fff40',1,'cleave']]]
];
