var searchData=
[
  ['read_0',['read',['../structcleave_1_1callback__source.html#aa9ff86e3bfe3c578670a6a6766ee1f4b',1,'cleave::callback_source']]],
  ['reply_1',['reply',['../structcleave_1_1put__options.html#aa322b59950117837005d64ac26859890',1,'cleave::put_options']]],
  ['reserved_5fprefix_2',['reserved_prefix',['../structcleave_1_1file__name__policy.html#a58983a16a4b6bfcbb7736cffaa935fd5',1,'cleave::file_name_policy']]],
  ['roots_3',['roots',['../structcleave_1_1sha256__portable__algorithm.html#a43a42e522009c3375ca0cdd4f0a5fc36',1,'cleave::sha256_portable_algorithm']]],
  ['rule_4',['rule',['../structcleave_1_1status__text.html#afc45bad29ed171b3fe79e37e140e33f4',1,'cleave::status_text']]]
];
