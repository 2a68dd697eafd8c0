var searchData=
[
  ['max_5fdepth_0',['max_depth',['../structcleave_1_1json__limits.html#a315e9f0a5747339356bfa77f9b0437da',1,'cleave::json_limits']]],
  ['max_5fkeys_1',['max_keys',['../structcleave_1_1json__limits.html#ab4b189792a154267a47caf898f2f8e70',1,'cleave::json_limits']]],
  ['max_5fname_5fbytes_2',['max_name_bytes',['../structcleave_1_1file__name__policy.html#a942c36e4058c44da33c85389bec88ce5',1,'cleave::file_name_policy']]],
  ['max_5fnumber_5fchars_3',['max_number_chars',['../structcleave_1_1json__limits.html#a070352b29db37509f51116a93a910dd1',1,'cleave::json_limits']]],
  ['max_5fpath_5fbytes_4',['max_path_bytes',['../structcleave_1_1file__name__policy.html#a01b91eb0681e4cb02b17a4077093c143',1,'cleave::file_name_policy']]],
  ['max_5fpayload_5',['max_payload',['../structcleave_1_1prefix__layout.html#a2b2e3b99aa1feba8be9850ba47966019',1,'cleave::prefix_layout']]],
  ['max_5fsize_6',['max_size',['../structcleave_1_1file__rules.html#ad5391fa7c4dbf239ceaae87c1c66b00b',1,'cleave::file_rules::max_size()'],['../structcleave_1_1message__limits.html#a04a2c0bed3b5ca2eef096eaa721160be',1,'cleave::message_limits::max_size()']]],
  ['max_5fvarint_5fbytes_7',['max_varint_bytes',['../namespacecleave.html#af39c4f75750a986c8fbb01e5620bb8ef',1,'cleave']]],
  ['md5_5fhex_8',['md5_hex',['../structcleave_1_1put__options.html#a4a5d52b15115512ce53b3931f2d1c0b2',1,'cleave::put_options']]],
  ['memcached_5fbinary_9',['memcached_binary',['../namespacecleave.html#a80b0b2745738b857643a9f4b73462bbb',1,'cleave']]],
  ['message_5findex_10',['message_index',['../structcleave_1_1message__error.html#afccbbfe8144d7d190fdab3f4c0e27f5d',1,'cleave::message_error']]],
  ['more_5fbytes_11',['more_bytes',['../structcleave_1_1prefix__reading.html#af53f4e0de282398499b8d4a43f986b0d',1,'cleave::prefix_reading::more_bytes()'],['../structcleave_1_1frame.html#a6840739ac4a8d581c1fe9db0762b2f7a',1,'cleave::frame::more_bytes()'],['../structcleave_1_1frames__visited.html#aed4125f697a2d5805028b110e1aa948f',1,'cleave::frames_visited::more_bytes()']]],
  ['more_5fis_5fall_12',['more_is_all',['../structcleave_1_1frame.html#ab3fb2b4eddcf83a0a345e9190ba27401',1,'cleave::frame::more_is_all()'],['../structcleave_1_1frames__visited.html#a429d374366284053a4fa0c2ae7342e5b',1,'cleave::frames_visited::more_is_all()']]]
];
