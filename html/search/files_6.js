var searchData=
[
  ['length_5fprefix_2ehpp_0',['length_prefix.hpp',['../length__prefix_8hpp.html',1,'']]]
];
