var searchData=
[
  ['json_2ehpp_0',['json.hpp',['../json_8hpp.html',1,'']]],
  ['json_5ftext_2ehpp_1',['json_text.hpp',['../json__text_8hpp.html',1,'']]],
  ['json_5fwriter_2ehpp_2',['json_writer.hpp',['../json__writer_8hpp.html',1,'']]]
];
