var searchData=
[
  ['md5_0',['md5',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a1bc29b36f623ba82aaf6724fd3b16718',1,'cleave']]],
  ['message_1',['message',['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa78e731027d8fd50ed642340b7c9a63b3',1,'cleave::message()'],['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a78e731027d8fd50ed642340b7c9a63b3',1,'cleave::message()']]],
  ['msg_2',['msg',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a6e2baaf3b97dbeef01c0043275f9a0e7',1,'cleave']]]
];
