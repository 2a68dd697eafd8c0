var searchData=
[
  ['message_5fdecoder_2ehpp_0',['message_decoder.hpp',['../message__decoder_8hpp.html',1,'']]],
  ['message_5ftext_2ehpp_1',['message_text.hpp',['../message__text_8hpp.html',1,'']]]
];
