var searchData=
[
  ['known_5ffield_0',['known_field',['../structcleave_1_1known__field.html',1,'cleave']]]
];
