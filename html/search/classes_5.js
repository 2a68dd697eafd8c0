var searchData=
[
  ['header_5ffields_0',['header_fields',['../classcleave_1_1header__fields.html',1,'cleave']]],
  ['header_5freader_1',['header_reader',['../classcleave_1_1header__reader.html',1,'cleave']]],
  ['header_5freading_2',['header_reading',['../structcleave_1_1header__reading.html',1,'cleave']]]
];
