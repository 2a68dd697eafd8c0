var searchData=
[
  ['data_0',['data',['../structcleave_1_1message__step.html#af0ad94271f480a778192f188e3957c7f',1,'cleave::message_step::data()'],['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bfa8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()'],['../structcleave_1_1frame__step.html#a2712e6df5541271f4ec82a81ccf6671e',1,'cleave::frame_step::data()'],['../structcleave_1_1file__step.html#a984678c2525145f4466d5a4265c28de7',1,'cleave::file_step::data()'],['../structcleave_1_1command__step.html#a72e82003f1555c6194f601a9a5ae0a8b',1,'cleave::command_step::data()'],['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769a8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()'],['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02a8d777f385d3dfec8815d20f7496026dc',1,'cleave::data()']]],
  ['datagram_5fresult_1',['datagram_result',['../structcleave_1_1datagram__result.html',1,'cleave']]],
  ['decimal_2',['decimal',['../classcleave_1_1decimal.html',1,'cleave::decimal'],['../classcleave_1_1decimal.html#a0ad7c40d78101b8d22e5f749f8ba51f0',1,'cleave::decimal::decimal()']]],
  ['declared_3',['declared',['../structcleave_1_1frame__error.html#aef1f970e2625f4e42fee05070d8a5393',1,'cleave::frame_error']]],
  ['decode_4',['decode',['../classcleave_1_1command__reply__decoder.html#ae2867610cbbf7158477eee3f88e40331',1,'cleave::command_reply_decoder::decode()'],['../classcleave_1_1file__receiver.html#aa74d5d0b3c31bf6a82e0e22d8fd94a98',1,'cleave::file_receiver::decode()'],['../classcleave_1_1basic__frame__decoder.html#ab486160b8f746ba512c644d5a434b9a1',1,'cleave::basic_frame_decoder::decode()'],['../classcleave_1_1message__decoder.html#ad8504aaac9d96f568fc0a0c9cc0f9232',1,'cleave::message_decoder::decode()']]],
  ['decode_5futf8_5',['decode_utf8',['../namespacecleave.html#a4c984cc6f5071f2db17149bb28dca81b',1,'cleave']]],
  ['demand_6',['demand',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2fa849d1759de1e2ad84fd750d338ae931d',1,'cleave']]],
  ['depth_7',['depth',['../classcleave_1_1json__reader.html#abdba7122b16cfea5754cd30c05f3db3e',1,'cleave::json_reader']]],
  ['describe_8',['describe',['../namespacecleave.html#a7da8c01c0e8a573bc4512dc4692197b2',1,'cleave::describe(const frame_error &amp;error, std::span&lt; char &gt; room) noexcept'],['../namespacecleave.html#ad53dc9df8d0dbd0263a5814de7ddfa22',1,'cleave::describe(const message_error &amp;error, std::span&lt; char &gt; room) noexcept'],['../namespacecleave.html#a400cbc3006ee22f8c3d1df271b61805a',1,'cleave::describe(const pack_error &amp;error, std::span&lt; char &gt; into) noexcept']]],
  ['difference_5ftype_9',['difference_type',['../classcleave_1_1unpack__range_1_1iterator.html#a4a930e623a32d703443d9e1130fd60e2',1,'cleave::unpack_range::iterator']]],
  ['digest_2ehpp_10',['digest.hpp',['../digest_8hpp.html',1,'']]],
  ['digest_5fbytes_11',['digest_bytes',['../classcleave_1_1block__digest.html#a3c6ec4b9d4a066a06f15c57f7fb21b74',1,'cleave::block_digest']]],
  ['digest_5fcheck_12',['digest_check',['../classcleave_1_1digest__check.html',1,'cleave']]],
  ['digest_5fcheck_3c_20cleave_3a_3amd5_20_3e_13',['digest_check&lt; cleave::md5 &gt;',['../classcleave_1_1digest__check.html',1,'cleave']]],
  ['digest_5fcheck_3c_20cleave_3a_3asha256_20_3e_14',['digest_check&lt; cleave::sha256 &gt;',['../classcleave_1_1digest__check.html',1,'cleave']]],
  ['digest_5ffound_15',['digest_found',['../namespacecleave.html#a58176e40e6e885cca82a860afb32a7ee',1,'cleave']]],
  ['digest_5frule_16',['digest_rule',['../namespacecleave.html#a8f5370037c044c9bd26b5ade6f2d9f2f',1,'cleave']]],
  ['digests_17',['digests',['../structcleave_1_1file__rules.html#a03c70a123b36e9c713071050829fbc9e',1,'cleave::file_rules']]],
  ['discard_18',['discard',['../namespacecleave.html#a4c8a0e98d7c809ed42580b39250c671ca70f68bb2f748b85de6526bfe236ea1e9',1,'cleave']]],
  ['discarded_5fframes_19',['discarded_frames',['../structcleave_1_1frame__counters.html#a6ec50b5471b49bb76813e0bbf0b53bbf',1,'cleave::frame_counters']]],
  ['durable_20',['durable',['../namespacecleave.html#aea124bc5c9b1a49f78b82fb685182776a1759f1882f006d03b6a627d4bf2cfb34',1,'cleave']]]
];
