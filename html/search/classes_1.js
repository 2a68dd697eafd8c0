var searchData=
[
  ['callback_5fsink_0',['callback_sink',['../structcleave_1_1callback__sink.html',1,'cleave']]],
  ['callback_5fsource_1',['callback_source',['../structcleave_1_1callback__source.html',1,'cleave']]],
  ['code_5flayout_2',['code_layout',['../structcleave_1_1code__layout.html',1,'cleave']]],
  ['command_5foutcome_3',['command_outcome',['../structcleave_1_1command__outcome.html',1,'cleave']]],
  ['command_5freply_5fdecoder_4',['command_reply_decoder',['../classcleave_1_1command__reply__decoder.html',1,'cleave']]],
  ['command_5fstep_5',['command_step',['../structcleave_1_1command__step.html',1,'cleave']]]
];
