var searchData=
[
  ['layout_5ferror_0',['layout_error',['../namespacecleave.html#aae830d016f96abcead9465e7ac4f3114',1,'cleave']]],
  ['length_5fcounts_1',['length_counts',['../namespacecleave.html#a343bcf5a6aa9412aed8d5542f0930821',1,'cleave']]]
];
