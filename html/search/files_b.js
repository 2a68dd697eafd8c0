var searchData=
[
  ['transport_2ehpp_0',['transport.hpp',['../transport_8hpp.html',1,'']]]
];
