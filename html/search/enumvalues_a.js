var searchData=
[
  ['offset_0',['offset',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a7a86c157ee9713c34fbd7a1ee40f0c5a',1,'cleave']]],
  ['ok_1',['ok',['../namespacecleave.html#ac2f3938e38600a1223fea02df173ae02a444bcb3a3fcf8389296c49467f27e1d6',1,'cleave::ok()'],['../namespacecleave.html#a8ef8ada976193d132fc8376267c05851a444bcb3a3fcf8389296c49467f27e1d6',1,'cleave::ok()']]]
];
