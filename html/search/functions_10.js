var searchData=
[
  ['raw_0',['raw',['../classcleave_1_1json__writer.html#ac19922b6b4f9b1e9ecc067583ea5a6c2',1,'cleave::json_writer']]],
  ['raw_5fvalue_1',['raw_value',['../classcleave_1_1json__reader.html#a3bf204d1a6430a5e4cf942644b06223e',1,'cleave::json_reader']]],
  ['read_2',['read',['../classcleave_1_1plain__header__reader.html#ab01d2806e41b2e66a520d29335bc4aee',1,'cleave::plain_header_reader::read()'],['../classcleave_1_1header__reader.html#a696e08d6cc29e535b36eb9702028dea6',1,'cleave::header_reader::read()']]],
  ['read_5fheader_3',['read_header',['../namespacecleave.html#a4772b7215c1b1b020d42137a17d6a5d6',1,'cleave']]],
  ['read_5flength_5ffield_4',['read_length_field',['../namespacecleave.html#a8abd4c0ad4d80e109bdeb1d5323d4b3c',1,'cleave']]],
  ['read_5fprefix_5',['read_prefix',['../namespacecleave.html#a25f55216770abdcc2651b7a1466467c5',1,'cleave']]],
  ['read_5fsome_6',['read_some',['../structcleave_1_1callback__source.html#a112bf6b645ee9c6a056f3f41e3543747',1,'cleave::callback_source']]],
  ['read_5fvarint_7',['read_varint',['../namespacecleave.html#a1b20e0cacfd7ab3e4d83e3e7cc7a3054',1,'cleave']]],
  ['rebind_8',['rebind',['../classcleave_1_1command__reply__decoder.html#a6536a68902bd1960aa40f1b82aeb87ea',1,'cleave::command_reply_decoder::rebind()'],['../classcleave_1_1file__receiver.html#a63a24026634fff405442bd630c02c149',1,'cleave::file_receiver::rebind()'],['../classcleave_1_1message__decoder.html#ade26eecf9d3851871dfabf79f94b07b0',1,'cleave::message_decoder::rebind()']]],
  ['record_5freader_9',['record_reader',['../classcleave_1_1record__reader.html#acac6e947a46894e420873045c3986d43',1,'cleave::record_reader']]],
  ['refusal_10',['refusal',['../namespacecleave.html#a858de9c7340d82c6f75a412b765c6677',1,'cleave']]],
  ['refuse_11',['refuse',['../classcleave_1_1file__receiver.html#a0072bfd0ea84669f29428c311af12232',1,'cleave::file_receiver::refuse()'],['../classcleave_1_1message__decoder.html#ac1356faf60d1fadf70fc2f6540695996',1,'cleave::message_decoder::refuse(const message_error &amp;error) noexcept'],['../classcleave_1_1message__decoder.html#a7590f02aa91c2e00ee59da7aca3ac392',1,'cleave::message_decoder::refuse(status st, header_field field, std::string_view value, std::uint64_t limit) noexcept']]],
  ['reset_12',['reset',['../classcleave_1_1basic__frame__buffer.html#ad89a8dee9b41d6b62e55ebba1525570f',1,'cleave::basic_frame_buffer::reset()'],['../classcleave_1_1message__decoder.html#ad3075c371074b4836160dd3e648756b9',1,'cleave::message_decoder::reset()'],['../classcleave_1_1basic__frame__decoder.html#a78fe9e0417d3869fe73489289b3559d1',1,'cleave::basic_frame_decoder::reset()'],['../classcleave_1_1file__receiver.html#a975c0ac28ac908f8dc97a554657271ed',1,'cleave::file_receiver::reset()'],['../classcleave_1_1block__digest.html#a23e2c2c99600eae7674eb78b5d775de5',1,'cleave::block_digest::reset()']]],
  ['resolved_13',['resolved',['../structcleave_1_1length__prefix.html#a1154805ddf63f87b2a91dc5e884d2ed7',1,'cleave::length_prefix']]],
  ['resume_14',['resume',['../classcleave_1_1file__receiver.html#a5f0707e39f32e13cff4f370b79d3b8bd',1,'cleave::file_receiver']]],
  ['room_5ferror_15',['room_error',['../namespacecleave.html#a6ccc921f65983530934a0f12d97ac984',1,'cleave']]],
  ['rule_5fof_16',['rule_of',['../namespacecleave.html#a4be8149efba4353bc5018d731dbd3f12',1,'cleave']]],
  ['running_17',['running',['../classcleave_1_1digest__check.html#a9d1c182671fc79575daf9661efe825a6',1,'cleave::digest_check']]],
  ['runtime_5fprefix_18',['runtime_prefix',['../classcleave_1_1runtime__prefix.html#abbd6fc5b540d8ea997e39202b247b941',1,'cleave::runtime_prefix']]]
];
