var searchData=
[
  ['header_5fmessage_2ehpp_0',['header_message.hpp',['../header__message_8hpp.html',1,'']]]
];
