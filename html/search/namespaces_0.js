var searchData=
[
  ['cleave_0',['cleave',['../namespacecleave.html',1,'']]]
];
