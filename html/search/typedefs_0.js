var searchData=
[
  ['bits_0',['bits',['../structcleave_1_1item__codec.html#a535295d92611b58dd51280489e328c33',1,'cleave::item_codec']]]
];
