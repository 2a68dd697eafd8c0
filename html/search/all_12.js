var searchData=
[
  ['taken_0',['taken',['../structcleave_1_1escaped__char.html#a1c4a6cb0969d6c3339703ec4abdbe08a',1,'cleave::escaped_char']]],
  ['talk_20to_20a_20python_20peer_1',['Talk to a Python peer',['../md_reference_impls_cookbook_talk_to_python.html',1,'']]],
  ['text_2',['text',['../classcleave_1_1header__fields.html#a16f1429eb0abef041c65cf6097aaa2c3',1,'cleave::header_fields::text()'],['../structcleave_1_1json__item.html#ad075f494780420f158517b132764db66',1,'cleave::json_item::text()'],['../structcleave_1_1fixed__string.html#ad392711dee298cadc8c6e965cba0c24c',1,'cleave::fixed_string::text()'],['../classcleave_1_1json__writer.html#a4751c40a98ba11494c6278f5b76bad56',1,'cleave::json_writer::text()'],['../classcleave_1_1message__text.html#a944abcc94bda0a0780e5f32c9e74274c',1,'cleave::message_text::text()'],['../classcleave_1_1decimal.html#a87c7a1c766c2b902dd78e111db07a4c2',1,'cleave::decimal::text()']]],
  ['the_20rules_3',['The rules',['../md_conformance_SPEC.html',1,'']]],
  ['to_5ffloat_4',['to_float',['../namespacecleave.html#a4859b9b687c373039fa2e4270655a99d',1,'cleave']]],
  ['to_5fhalf_5',['to_half',['../namespacecleave.html#a210133dea766c5c2312cefe98abdce70',1,'cleave']]],
  ['to_5fhex_6',['to_hex',['../namespacecleave.html#aeafcb066e8b92fb0237ece4fe7af26c6',1,'cleave']]],
  ['to_5fint64_7',['to_int64',['../namespacecleave.html#ab8bf3da33538af2018286a47106052f4',1,'cleave']]],
  ['to_5fstring_8',['to_string',['../namespacecleave.html#aba2b913debda5a553c5bffeffd84b37b',1,'cleave::to_string(acknowledgement ack) noexcept'],['../namespacecleave.html#a6f4bb5c8e9d5c49406dbd135a48ca793',1,'cleave::to_string(peer_guess guess) noexcept'],['../namespacecleave.html#a5caa3204f2588df81adc62d43971bd64',1,'cleave::to_string(header_field field) noexcept'],['../namespacecleave.html#ab696e1dca4bd39900fd4eb5fc3dbe13a',1,'cleave::to_string(status s) noexcept']]],
  ['to_5fuint64_9',['to_uint64',['../namespacecleave.html#a0a329467dcb66fe7a1578212d8508e8d',1,'cleave']]],
  ['token_10',['token',['../structcleave_1_1json__item.html#a773eee5309544725921745be11e93cae',1,'cleave::json_item']]],
  ['traces_11',['Traces',['../md_conformance_traces_README.html',1,'']]],
  ['transport_2ehpp_12',['transport.hpp',['../transport_8hpp.html',1,'']]],
  ['truncated_13',['truncated',['../structcleave_1_1datagram__result.html#aaf7b456e143d0ae0beb4a2f376ed4634',1,'cleave::datagram_result::truncated()'],['../structcleave_1_1command__outcome.html#a3217ed4cedfd86ecfaec1b9624f28390',1,'cleave::command_outcome::truncated()'],['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09aac273a9aa2a7a6e63ef477fa7f6d1980',1,'cleave::truncated()']]],
  ['truth_14',['truth',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9ea59d42c504c10b1f71478f52bf06c86da',1,'cleave']]],
  ['tuple_5felement_3c_20index_2c_20cleave_3a_3avalue_5flist_3c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_2c_20t_2e_2e_2e_20_3e_20_3e_15',['tuple_element&lt; Index, cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;',['../structstd_1_1tuple__element_3_01Index_00_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01a0ddd271c8d301fb6853b57d8117a812.html',1,'std']]],
  ['tuple_5fsize_3c_20cleave_3a_3avalue_5flist_3c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_2c_20t_2e_2e_2e_20_3e_20_3e_16',['tuple_size&lt; cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;',['../structstd_1_1tuple__size_3_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01I_8_8_8_01_4_00_01T_8_8_8_01_4_01_4.html',1,'std']]],
  ['type_17',['type',['../structstd_1_1tuple__element_3_01Index_00_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01a0ddd271c8d301fb6853b57d8117a812.html#ae0a1e2f3d072aa0a87b5c8a0ee227a5a',1,'std::tuple_element&lt; Index, cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;::type()'],['../classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808',1,'cleave::value::type()']]]
];
