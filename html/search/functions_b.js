var searchData=
[
  ['last_0',['last',['../classcleave_1_1json__text.html#a1e52abe5555b060d97e1bafcb5b4757b',1,'cleave::json_text']]],
  ['layout_1',['layout',['../structcleave_1_1fixed__prefix.html#ae3bd1af7d3f6b602f7617dc953ea3331',1,'cleave::fixed_prefix::layout()'],['../classcleave_1_1runtime__prefix.html#a7d8a6ab3edb418438caeefa2ba3e466e',1,'cleave::runtime_prefix::layout()']]],
  ['layout_5fof_2',['layout_of',['../namespacecleave.html#ae68e8076cb05317c15a9682d5bc145b7',1,'cleave']]],
  ['left_3',['left',['../classcleave_1_1json__text.html#a48e978fcf491da8a46f611a3318e8086',1,'cleave::json_text']]],
  ['length_5fprefix_4',['length_prefix',['../structcleave_1_1length__prefix.html#a88d3d76508966d36bd5da1e0c101ce67',1,'cleave::length_prefix']]],
  ['load_5',['load',['../namespacecleave.html#a8ebae99b0a43bc9976959cd185beb7b1',1,'cleave']]],
  ['load_5fpascal_6',['load_pascal',['../namespacecleave.html#a71470f76e6ae4f0cf076540ae1802893',1,'cleave']]]
];
