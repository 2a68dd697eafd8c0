var searchData=
[
  ['type_0',['type',['../structstd_1_1tuple__element_3_01Index_00_01cleave_1_1value__list_3_01std_1_1index__sequence_3_01a0ddd271c8d301fb6853b57d8117a812.html#ae0a1e2f3d072aa0a87b5c8a0ee227a5a',1,'std::tuple_element&lt; Index, cleave::value_list&lt; std::index_sequence&lt; I... &gt;, T... &gt; &gt;']]]
];
