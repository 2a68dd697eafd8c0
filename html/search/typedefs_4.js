var searchData=
[
  ['integer_0',['integer',['../structcleave_1_1item__codec.html#a158caf87b5f678957d6f73f1ef43a083',1,'cleave::item_codec']]]
];
