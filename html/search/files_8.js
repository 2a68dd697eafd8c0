var searchData=
[
  ['next_5fframe_2ehpp_0',['next_frame.hpp',['../next__frame_8hpp.html',1,'']]]
];
