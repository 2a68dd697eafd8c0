var searchData=
[
  ['version_2ehpp_0',['version.hpp',['../version_8hpp.html',1,'']]]
];
