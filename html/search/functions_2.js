var searchData=
[
  ['calcsize_0',['calcsize',['../namespacecleave.html#a53b50297554485ded083f212315c00e0',1,'cleave::calcsize(std::string_view text) noexcept'],['../namespacecleave.html#a21608c949060334d979945dbc0e1e1fd',1,'cleave::calcsize() noexcept']]],
  ['callback_5fsink_1',['callback_sink',['../namespacecleave.html#a7acf125bb27730093431c01b4f292313',1,'cleave']]],
  ['callback_5fsource_2',['callback_source',['../namespacecleave.html#ac1916b7fc1702350f1f64962f98245dc',1,'cleave']]],
  ['check_3',['check',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#a6c7701510a24807d6032639c1493b409',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;']]],
  ['check_5farguments_4',['check_arguments',['../namespacecleave.html#afa12e0befd2ebf036bacf9473d15c4a4',1,'cleave']]],
  ['check_5fcommand_5',['check_command',['../namespacecleave.html#a065ca614b6587d57972533b628b52e61',1,'cleave']]],
  ['check_5ffile_5fname_6',['check_file_name',['../namespacecleave.html#a61b8805abd57b178a6f188fdc64430ca',1,'cleave']]],
  ['check_5fiteration_7',['check_iteration',['../namespacecleave.html#a7da4b0f1a86546d7f7ef3bac47d72ecf',1,'cleave']]],
  ['check_5flayout_8',['check_layout',['../namespacecleave.html#ae7f63553e2325ae2de9ae9622fa47adf',1,'cleave']]],
  ['check_5fvalue_9',['check_value',['../namespacecleave.html#a45abf6dd02250309a4523eebb1ddbcc9',1,'cleave']]],
  ['command_5freply_5fdecoder_10',['command_reply_decoder',['../classcleave_1_1command__reply__decoder.html#a5590a5f10691f0cdeb831156fc1355df',1,'cleave::command_reply_decoder']]],
  ['commit_11',['commit',['../classcleave_1_1basic__frame__buffer.html#a6c05d0c520503f7eb0efadda2fae1361',1,'cleave::basic_frame_buffer']]],
  ['compress_12',['compress',['../structcleave_1_1sha256__algorithm.html#a36e56cb02d0f309663e3ff73d6f1f61a',1,'cleave::sha256_algorithm::compress()'],['../structcleave_1_1sha256__portable__algorithm.html#abb78f856ccb10bc0963d929e9634e391',1,'cleave::sha256_portable_algorithm::compress()'],['../structcleave_1_1md5__algorithm.html#a5678243319c3b3203131eaf4014afb96',1,'cleave::md5_algorithm::compress()']]],
  ['copy_5fbytes_13',['copy_bytes',['../namespacecleave.html#a828f5323d1c3bbfdb5a0129f04fc27f0',1,'cleave']]],
  ['count_14',['count',['../namespacecleave.html#a689f74e1583e6a55004f86a43190e945',1,'cleave']]],
  ['count_5ferror_15',['count_error',['../namespacecleave.html#a8175118fb629189004d8e473f11a57e4',1,'cleave']]],
  ['counted_5fheader_5fbytes_16',['counted_header_bytes',['../structcleave_1_1prefix__layout.html#ad529b430d7d13fdbd09858a94d5b8016',1,'cleave::prefix_layout']]],
  ['counters_17',['counters',['../classcleave_1_1basic__frame__buffer.html#ac2f4ca9b540c9c8c9c5c989c5cccb34d',1,'cleave::basic_frame_buffer']]]
];
