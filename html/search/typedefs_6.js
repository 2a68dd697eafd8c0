var searchData=
[
  ['state_0',['state',['../structcleave_1_1sha256__portable__algorithm.html#a3deb9ae0c8720f4cfa39c2d498ce0e3a',1,'cleave::sha256_portable_algorithm']]],
  ['struct_5fvalues_1',['struct_values',['../namespacecleave.html#a9b3e444a5df04e35eacb7af7a863eabf',1,'cleave']]]
];
