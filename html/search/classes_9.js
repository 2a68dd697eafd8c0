var searchData=
[
  ['length_5fprefix_0',['length_prefix',['../structcleave_1_1length__prefix.html',1,'cleave']]]
];
