var searchData=
[
  ['tuple_5felement_3c_20index_2c_20cleave_3a_3avalue_5flist_3c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_2c_20t_2e_2e_2e_20_3e_20_3e_0',['tuple_element&lt; Index, cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;',['../structstd_1_1tuple__element_3_01Index_00_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01a0ddd271c8d301fb6853b57d8117a812.html',1,'std']]],
  ['tuple_5fsize_3c_20cleave_3a_3avalue_5flist_3c_20std_3a_3aindex_5fsequence_3c_20i_2e_2e_2e_20_3e_2c_20t_2e_2e_2e_20_3e_20_3e_1',['tuple_size&lt; cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;',['../structstd_1_1tuple__size_3_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01I_8_8_8_01_4_00_01T_8_8_8_01_4_01_4.html',1,'std']]]
];
