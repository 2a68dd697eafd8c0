var searchData=
[
  ['value_0',['value',['../classcleave_1_1value.html',1,'cleave']]],
  ['value_5fat_1',['value_at',['../structcleave_1_1value__at.html',1,'cleave']]],
  ['value_5fat_3c_20i_2c_20t_20_3e_2',['value_at&lt; I, T &gt;',['../structcleave_1_1value__at.html',1,'cleave']]],
  ['value_5flist_3',['value_list',['../structcleave_1_1value__list.html',1,'cleave']]],
  ['value_5flist_3c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_2c_20t_2e_2e_2e_20_3e_4',['value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt;',['../structcleave_1_1value__list_3_01std_1_1index__sequence_3_01I_8_8_8_01_4_00_01T_8_8_8_01_4.html',1,'cleave']]],
  ['varint_5freading_5',['varint_reading',['../structcleave_1_1varint__reading.html',1,'cleave']]]
];
