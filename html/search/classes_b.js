var searchData=
[
  ['narrowed_0',['narrowed',['../structcleave_1_1narrowed.html',1,'cleave']]]
];
