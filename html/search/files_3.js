var searchData=
[
  ['file_5fmessages_2ehpp_0',['file_messages.hpp',['../file__messages_8hpp.html',1,'']]],
  ['file_5fname_2ehpp_1',['file_name.hpp',['../file__name_8hpp.html',1,'']]],
  ['file_5freceiver_2ehpp_2',['file_receiver.hpp',['../file__receiver_8hpp.html',1,'']]],
  ['file_5fsender_2ehpp_3',['file_sender.hpp',['../file__sender_8hpp.html',1,'']]],
  ['frame_5fbuffer_2ehpp_4',['frame_buffer.hpp',['../frame__buffer_8hpp.html',1,'']]],
  ['frame_5fdecoder_2ehpp_5',['frame_decoder.hpp',['../frame__decoder_8hpp.html',1,'']]],
  ['frame_5fencoder_2ehpp_6',['frame_encoder.hpp',['../frame__encoder_8hpp.html',1,'']]],
  ['frame_5ferror_2ehpp_7',['frame_error.hpp',['../frame__error_8hpp.html',1,'']]]
];
