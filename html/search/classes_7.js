var searchData=
[
  ['json_5finteger_0',['json_integer',['../structcleave_1_1json__integer.html',1,'cleave']]],
  ['json_5fitem_1',['json_item',['../structcleave_1_1json__item.html',1,'cleave']]],
  ['json_5flimits_2',['json_limits',['../structcleave_1_1json__limits.html',1,'cleave']]],
  ['json_5freader_3',['json_reader',['../classcleave_1_1json__reader.html',1,'cleave']]],
  ['json_5fstring_5fbytes_4',['json_string_bytes',['../classcleave_1_1json__string__bytes.html',1,'cleave']]],
  ['json_5fstyle_5',['json_style',['../structcleave_1_1json__style.html',1,'cleave']]],
  ['json_5ftext_6',['json_text',['../classcleave_1_1json__text.html',1,'cleave']]],
  ['json_5fwriter_7',['json_writer',['../classcleave_1_1json__writer.html',1,'cleave']]]
];
