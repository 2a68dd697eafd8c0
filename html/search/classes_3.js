var searchData=
[
  ['encoded_0',['encoded',['../structcleave_1_1encoded.html',1,'cleave']]],
  ['escaped_5fchar_1',['escaped_char',['../structcleave_1_1escaped__char.html',1,'cleave']]]
];
