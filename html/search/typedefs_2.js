var searchData=
[
  ['difference_5ftype_0',['difference_type',['../classcleave_1_1unpack__range_1_1iterator.html#a4a930e623a32d703443d9e1130fd60e2',1,'cleave::unpack_range::iterator']]]
];
