var searchData=
[
  ['largest_5fpayload_0',['largest_payload',['../structcleave_1_1frame__counters.html#a6e447e55550b5ef89d27e8f45439e51b',1,'cleave::frame_counters']]],
  ['last_1',['last',['../classcleave_1_1json__text.html#a1e52abe5555b060d97e1bafcb5b4757b',1,'cleave::json_text']]],
  ['layout_2',['layout',['../structcleave_1_1length__prefix.html#a9167acb51f47225f5bba98d5d74da251',1,'cleave::length_prefix::layout()'],['../structcleave_1_1fixed__prefix.html#ae3bd1af7d3f6b602f7617dc953ea3331',1,'cleave::fixed_prefix::layout()'],['../classcleave_1_1runtime__prefix.html#a7d8a6ab3edb418438caeefa2ba3e466e',1,'cleave::runtime_prefix::layout()']]],
  ['layout_5ferror_3',['layout_error',['../namespacecleave.html#aae830d016f96abcead9465e7ac4f3114',1,'cleave']]],
  ['layout_5fof_4',['layout_of',['../namespacecleave.html#ae68e8076cb05317c15a9682d5bc145b7',1,'cleave']]],
  ['left_5',['left',['../classcleave_1_1json__text.html#a48e978fcf491da8a46f611a3318e8086',1,'cleave::json_text']]],
  ['length_6',['length',['../structcleave_1_1frame__step.html#a8327d4f947bfa7db4cfb2fd93b10c91e',1,'cleave::frame_step::length()'],['../structcleave_1_1format__prefix.html#a0b01499c67cff9e33e7575f3e752ee6a',1,'cleave::format_prefix::length()']]],
  ['length_2dprefixed_20streams_20in_20wireshark_7',['Length-prefixed streams in Wireshark',['../md_reference_impls_wireshark_README.html',1,'']]],
  ['length_5fcounts_8',['length_counts',['../namespacecleave.html#a343bcf5a6aa9412aed8d5542f0930821',1,'cleave']]],
  ['length_5fprefix_9',['length_prefix',['../structcleave_1_1length__prefix.html',1,'cleave::length_prefix'],['../structcleave_1_1length__prefix.html#a88d3d76508966d36bd5da1e0c101ce67',1,'cleave::length_prefix::length_prefix()']]],
  ['length_5fprefix_2ehpp_10',['length_prefix.hpp',['../length__prefix_8hpp.html',1,'']]],
  ['limit_11',['limit',['../structcleave_1_1message__error.html#a4108e0b16145512cce64baec13a7e70a',1,'cleave::message_error::limit()'],['../structcleave_1_1frame__error.html#acfc7ca799b3b8e198556545709c8c8f1',1,'cleave::frame_error::limit()']]],
  ['load_12',['load',['../namespacecleave.html#a8ebae99b0a43bc9976959cd185beb7b1',1,'cleave']]],
  ['load_5fpascal_13',['load_pascal',['../namespacecleave.html#a71470f76e6ae4f0cf076540ae1802893',1,'cleave']]],
  ['looks_5flike_14',['looks_like',['../structcleave_1_1message__error.html#aee4b5c894d634c4018cc063b94f0bf4e',1,'cleave::message_error::looks_like()'],['../structcleave_1_1frame__error.html#a7b362bd65558e83fac0ea6c3fd13ba18',1,'cleave::frame_error::looks_like()']]]
];
