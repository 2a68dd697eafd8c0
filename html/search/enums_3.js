var searchData=
[
  ['digest_5ffound_0',['digest_found',['../namespacecleave.html#a58176e40e6e885cca82a860afb32a7ee',1,'cleave']]],
  ['digest_5frule_1',['digest_rule',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2f',1,'cleave']]]
];
