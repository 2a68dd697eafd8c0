var searchData=
[
  ['unsigned_5fof_0',['unsigned_of',['../namespacecleave.html#ae3ee6cde123ecfa1c9121221297d63e6',1,'cleave']]]
];
