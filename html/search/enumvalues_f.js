var searchData=
[
  ['verify_0',['verify',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2fae8418d1d706cd73548f9f16f1d55ad6e',1,'cleave']]]
];
