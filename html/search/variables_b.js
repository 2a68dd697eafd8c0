var searchData=
[
  ['largest_5fpayload_0',['largest_payload',['../structcleave_1_1frame__counters.html#a6e447e55550b5ef89d27e8f45439e51b',1,'cleave::frame_counters']]],
  ['layout_1',['layout',['../structcleave_1_1length__prefix.html#a9167acb51f47225f5bba98d5d74da251',1,'cleave::length_prefix']]],
  ['length_2',['length',['../structcleave_1_1frame__step.html#a8327d4f947bfa7db4cfb2fd93b10c91e',1,'cleave::frame_step::length()'],['../structcleave_1_1format__prefix.html#a0b01499c67cff9e33e7575f3e752ee6a',1,'cleave::format_prefix::length()']]],
  ['limit_3',['limit',['../structcleave_1_1frame__error.html#acfc7ca799b3b8e198556545709c8c8f1',1,'cleave::frame_error::limit()'],['../structcleave_1_1message__error.html#a4108e0b16145512cce64baec13a7e70a',1,'cleave::message_error::limit()']]],
  ['looks_5flike_4',['looks_like',['../structcleave_1_1frame__error.html#a7b362bd65558e83fac0ea6c3fd13ba18',1,'cleave::frame_error::looks_like()'],['../structcleave_1_1message__error.html#aee4b5c894d634c4018cc063b94f0bf4e',1,'cleave::message_error::looks_like()']]]
];
