var searchData=
[
  ['real_0',['real',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea4bca24304861acde5770fdbe3cc2503b',1,'cleave']]],
  ['received_1',['received',['../namespacecleave.html#aea124bc5c9b1a49f78b82fb685182776ac5946eb9400717fd6f40e26e36cdb498',1,'cleave::received()'],['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09ac5946eb9400717fd6f40e26e36cdb498',1,'cleave::received()']]],
  ['reply_2',['reply',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbdae84afaab83ecb301b3d97ce4174d2773',1,'cleave::reply()'],['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09ae84afaab83ecb301b3d97ce4174d2773',1,'cleave::reply()'],['../namespacecleave.html#a93a73171208e9fcac1d71713be5ec22aae84afaab83ecb301b3d97ce4174d2773',1,'cleave::reply()']]],
  ['request_3',['request',['../namespacecleave.html#a93a73171208e9fcac1d71713be5ec22aa10573b873d2fa5a365d558a45e328e47',1,'cleave']]]
];
