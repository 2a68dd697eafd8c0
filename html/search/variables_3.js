var searchData=
[
  ['data_0',['data',['../structcleave_1_1command__step.html#a72e82003f1555c6194f601a9a5ae0a8b',1,'cleave::command_step::data()'],['../structcleave_1_1file__step.html#a984678c2525145f4466d5a4265c28de7',1,'cleave::file_step::data()'],['../structcleave_1_1frame__step.html#a2712e6df5541271f4ec82a81ccf6671e',1,'cleave::frame_step::data()'],['../structcleave_1_1message__step.html#af0ad94271f480a778192f188e3957c7f',1,'cleave::message_step::data()']]],
  ['declared_1',['declared',['../structcleave_1_1frame__error.html#aef1f970e2625f4e42fee05070d8a5393',1,'cleave::frame_error']]],
  ['digest_5fbytes_2',['digest_bytes',['../classcleave_1_1block__digest.html#a3c6ec4b9d4a066a06f15c57f7fb21b74',1,'cleave::block_digest']]],
  ['digests_3',['digests',['../structcleave_1_1file__rules.html#a03c70a123b36e9c713071050829fbc9e',1,'cleave::file_rules']]],
  ['discarded_5fframes_4',['discarded_frames',['../structcleave_1_1frame__counters.html#a6ec50b5471b49bb76813e0bbf0b53bbf',1,'cleave::frame_counters']]]
];
