var searchData=
[
  ['type_0',['type',['../classcleave_1_1value.html#a52233aeca8bc99f810bcae64bc940808',1,'cleave::value']]]
];
