var searchData=
[
  ['cleave_2ehpp_0',['cleave.hpp',['../cleave_8hpp.html',1,'']]],
  ['command_5fmessages_2ehpp_1',['command_messages.hpp',['../command__messages_8hpp.html',1,'']]],
  ['copy_5fbytes_2ehpp_2',['copy_bytes.hpp',['../copy__bytes_8hpp.html',1,'']]]
];
