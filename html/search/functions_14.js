var searchData=
[
  ['value_0',['value',['../classcleave_1_1value.html#af524a708307b8b5975e93b66ddb11c7e',1,'cleave::value::value(T number) noexcept'],['../classcleave_1_1value.html#af0f8d19f2b62a5e0115a35dc305b5d9d',1,'cleave::value::value(const T &amp;bytes) noexcept']]],
  ['value_5fof_5fdigits_1',['value_of_digits',['../namespacecleave.html#ab5d0de82274695b74c43f0ddcc187583',1,'cleave']]],
  ['verdict_2',['verdict',['../classcleave_1_1file__name__check.html#ab03cef429b155a76761d165c13836c1f',1,'cleave::file_name_check']]],
  ['view_3',['view',['../structcleave_1_1escaped__char.html#a7a03aa18e32647e0f94ab1697a4f7571',1,'cleave::escaped_char::view()'],['../structcleave_1_1fixed__string.html#a5f1dc547a1f59d9afe67e11f5c5747c9',1,'cleave::fixed_string::view()'],['../structcleave_1_1utf8__text.html#ad32184fa135de86283e8fb2e278462db',1,'cleave::utf8_text::view()']]],
  ['visit_4',['visit',['../classcleave_1_1basic__frame__buffer.html#adc93287e9e025c5894b7a2fd1e26c5c6',1,'cleave::basic_frame_buffer::visit(std::span&lt; const std::byte &gt; in, Visit &amp;&amp;visit)'],['../classcleave_1_1basic__frame__buffer.html#a7764d56dcf23a2edc193a3da9c5e479b',1,'cleave::basic_frame_buffer::visit(Visit &amp;&amp;visit_payload)'],['../classcleave_1_1basic__frame__decoder.html#a4ebadfad021db7e7806b260886d9552c',1,'cleave::basic_frame_decoder::visit()']]],
  ['visit_5fframes_5',['visit_frames',['../namespacecleave.html#a3a2783eb21de139e07cf32e80e138ec6',1,'cleave']]]
];
