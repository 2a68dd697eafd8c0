var searchData=
[
  ['codec_5ffor_0',['codec_for',['../namespacecleave.html#aab2df1a1789e0f65df7566e49914351c',1,'cleave']]],
  ['codec_5fof_1',['codec_of',['../namespacecleave.html#a9566060275de20686026600cfe2debc7',1,'cleave']]]
];
