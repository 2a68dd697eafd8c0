var searchData=
[
  ['acknowledgement_0',['acknowledgement',['../namespacecleave.html#aea124bc5c9b1a49f78b82fb685182776',1,'cleave']]]
];
