var searchData=
[
  ['md5_0',['md5',['../classcleave_1_1md5.html',1,'cleave']]],
  ['md5_5falgorithm_1',['md5_algorithm',['../structcleave_1_1md5__algorithm.html',1,'cleave']]],
  ['message_5fdecoder_2',['message_decoder',['../classcleave_1_1message__decoder.html',1,'cleave']]],
  ['message_5ferror_3',['message_error',['../structcleave_1_1message__error.html',1,'cleave']]],
  ['message_5flimits_4',['message_limits',['../structcleave_1_1message__limits.html',1,'cleave']]],
  ['message_5fstep_5',['message_step',['../structcleave_1_1message__step.html',1,'cleave']]],
  ['message_5ftext_6',['message_text',['../classcleave_1_1message__text.html',1,'cleave']]]
];
