var searchData=
[
  ['value_5ftype_0',['value_type',['../classcleave_1_1unpack__range_1_1iterator.html#ad37926893f38e30340b073d21aa12176',1,'cleave::unpack_range::iterator']]],
  ['values_1',['values',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#a191c4caf397b2e4dd7d1365ad6b79e5f',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;']]],
  ['values_5fof_2',['values_of',['../namespacecleave.html#a7ba4f8be91c488c7e231997ab51a62ac',1,'cleave']]]
];
