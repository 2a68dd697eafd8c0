var searchData=
[
  ['always_5ffit_0',['always_fit',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#ae7cb4b710fbbcdf6e2c9df720f16a304',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;']]],
  ['always_5ffits_1',['always_fits',['../structcleave_1_1item__codec.html#a3155849dfa9f0a78ca4e62160005f71b',1,'cleave::item_codec']]],
  ['as_5fboolean_2',['as_boolean',['../classcleave_1_1value.html#a4e6d89faf098c4eaac10a9ddd940d28f',1,'cleave::value']]],
  ['as_5fbytes_3',['as_bytes',['../classcleave_1_1value.html#a9545bf47c75d06607e0a8c5ec241f045',1,'cleave::value']]],
  ['as_5fformat_4',['as_format',['../namespacecleave.html#a2f05146de50caf43cefed4542c858f95',1,'cleave']]],
  ['as_5finteger_5',['as_integer',['../classcleave_1_1value.html#a62edf4c11d9486a0c2f0a2b9843bff4d',1,'cleave::value']]],
  ['as_5fnatural_6',['as_natural',['../classcleave_1_1value.html#a3a200de379a3ab1c1ac05af94de904ec',1,'cleave::value']]],
  ['as_5freal_7',['as_real',['../classcleave_1_1value.html#a4ab822cb6ab0d1d3c30652f9543dc797',1,'cleave::value']]],
  ['as_5freal_5fbits_8',['as_real_bits',['../classcleave_1_1value.html#a5d8a28f0bd989112ff09f1b9dd4f9986',1,'cleave::value']]],
  ['as_5ftext_9',['as_text',['../namespacecleave.html#a2c23734c3e4dd4f24c17d479abbda587',1,'cleave']]]
];
