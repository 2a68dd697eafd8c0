var searchData=
[
  ['utf8_2ehpp_0',['utf8.hpp',['../utf8_8hpp.html',1,'']]]
];
