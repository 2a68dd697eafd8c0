var searchData=
[
  ['fail_0',['fail',['../namespacecleave.html#a4c8a0e98d7c809ed42580b39250c671cae11185b6e35c1b767174dc988aa0f179',1,'cleave']]],
  ['failed_1',['failed',['../namespacecleave.html#a8ef8ada976193d132fc8376267c05851a26934eb377001f66e37289a5c93fe284',1,'cleave']]],
  ['file_2',['file',['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa8c7dd922ad47494fc02c388e12c00eac',1,'cleave']]],
  ['file_5fname_3',['file_name',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a3090ad88ff7c9ca191579b709069fe64',1,'cleave']]],
  ['from_5ffield_4',['from_field',['../namespacecleave.html#a343bcf5a6aa9412aed8d5542f0930821aeffb852854b54ea45c06d2a0f83ab6f7',1,'cleave']]]
];
