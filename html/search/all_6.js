var searchData=
[
  ['gap_0',['gap',['../structcleave_1_1prefix__layout.html#a861ffeeadf361c8876bb3436079ee8ce',1,'cleave::prefix_layout']]],
  ['get_1',['get',['../structcleave_1_1item__codec.html#ae6867153305b5abb454abce5b354ad15',1,'cleave::item_codec::get()'],['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#aac937407aa6f7f71d78408d7ead8a6c5',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;::get()'],['../namespacecleave.html#abf7aef28824c924856dfd2f5f79065b7',1,'cleave::get(value_at&lt; Index, T &gt; &amp;value) noexcept'],['../namespacecleave.html#a57d5574b55fbad753da83139b70492a2',1,'cleave::get(const value_at&lt; Index, T &gt; &amp;value) noexcept'],['../namespacecleave.html#a4fd67c2123671c3b7a7581a1f0532042',1,'cleave::get(value_at&lt; Index, T &gt; &amp;&amp;value) noexcept']]],
  ['grpc_5fmessage_2',['grpc_message',['../namespacecleave.html#a88bcd17ec9218db2f1b25cfea5076576',1,'cleave']]],
  ['guess_5fpeer_3',['guess_peer',['../namespacecleave.html#a1713b5af379c54152dd7d34c7b406893',1,'cleave']]]
];
