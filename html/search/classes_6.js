var searchData=
[
  ['io_5fresult_0',['io_result',['../structcleave_1_1io__result.html',1,'cleave']]],
  ['item_5fcodec_1',['item_codec',['../structcleave_1_1item__codec.html',1,'cleave']]],
  ['item_5flane_2',['item_lane',['../structcleave_1_1item__lane.html',1,'cleave']]],
  ['items_5fcodec_3',['items_codec',['../structcleave_1_1items__codec.html',1,'cleave']]],
  ['items_5fcodec_3c_20format_2c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_20_3e_4',['items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html',1,'cleave']]],
  ['iterator_5',['iterator',['../classcleave_1_1format__text_1_1iterator.html',1,'cleave::format_text::iterator'],['../classcleave_1_1unpack__range_1_1iterator.html',1,'cleave::unpack_range&lt; Format &gt;::iterator']]]
];
