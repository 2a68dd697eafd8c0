var searchData=
[
  ['unpack_5frange_0',['unpack_range',['../classcleave_1_1unpack__range.html',1,'cleave']]],
  ['unpacked_1',['unpacked',['../structcleave_1_1unpacked.html',1,'cleave']]],
  ['utf8_5fchar_2',['utf8_char',['../structcleave_1_1utf8__char.html',1,'cleave']]],
  ['utf8_5ftext_3',['utf8_text',['../structcleave_1_1utf8__text.html',1,'cleave']]]
];
