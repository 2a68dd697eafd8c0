var searchData=
[
  ['digest_2ehpp_0',['digest.hpp',['../digest_8hpp.html',1,'']]]
];
