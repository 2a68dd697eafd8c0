var searchData=
[
  ['decimal_0',['decimal',['../classcleave_1_1decimal.html#a0ad7c40d78101b8d22e5f749f8ba51f0',1,'cleave::decimal']]],
  ['decode_1',['decode',['../classcleave_1_1command__reply__decoder.html#ae2867610cbbf7158477eee3f88e40331',1,'cleave::command_reply_decoder::decode()'],['../classcleave_1_1file__receiver.html#aa74d5d0b3c31bf6a82e0e22d8fd94a98',1,'cleave::file_receiver::decode()'],['../classcleave_1_1basic__frame__decoder.html#ab486160b8f746ba512c644d5a434b9a1',1,'cleave::basic_frame_decoder::decode()'],['../classcleave_1_1message__decoder.html#ad8504aaac9d96f568fc0a0c9cc0f9232',1,'cleave::message_decoder::decode()']]],
  ['decode_5futf8_2',['decode_utf8',['../namespacecleave.html#a4c984cc6f5071f2db17149bb28dca81b',1,'cleave']]],
  ['depth_3',['depth',['../classcleave_1_1json__reader.html#abdba7122b16cfea5754cd30c05f3db3e',1,'cleave::json_reader']]],
  ['describe_4',['describe',['../namespacecleave.html#a7da8c01c0e8a573bc4512dc4692197b2',1,'cleave::describe(const frame_error &amp;error, std::span&lt; char &gt; room) noexcept'],['../namespacecleave.html#ad53dc9df8d0dbd0263a5814de7ddfa22',1,'cleave::describe(const message_error &amp;error, std::span&lt; char &gt; room) noexcept'],['../namespacecleave.html#a400cbc3006ee22f8c3d1df271b61805a',1,'cleave::describe(const pack_error &amp;error, std::span&lt; char &gt; into) noexcept']]]
];
