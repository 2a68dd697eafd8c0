var searchData=
[
  ['ack_0',['ack',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a82d7ba7ea655a2bbde5a4e2153a66dae',1,'cleave']]]
];
