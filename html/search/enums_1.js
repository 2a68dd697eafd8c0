var searchData=
[
  ['body_5frule_0',['body_rule',['../namespacecleave.html#a93a73171208e9fcac1d71713be5ec22a',1,'cleave']]]
];
