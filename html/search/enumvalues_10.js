var searchData=
[
  ['whole_5fframe_0',['whole_frame',['../namespacecleave.html#a343bcf5a6aa9412aed8d5542f0930821ac46abc6dcc3b75bb97c64803c49d4114',1,'cleave']]],
  ['would_5fblock_1',['would_block',['../namespacecleave.html#a8ef8ada976193d132fc8376267c05851ab8328ce74de4af0fd6e177d2f9a840ec',1,'cleave']]]
];
