var searchData=
[
  ['text_0',['text',['../classcleave_1_1json__writer.html#a4751c40a98ba11494c6278f5b76bad56',1,'cleave::json_writer::text()'],['../classcleave_1_1message__text.html#a944abcc94bda0a0780e5f32c9e74274c',1,'cleave::message_text::text()'],['../classcleave_1_1decimal.html#a87c7a1c766c2b902dd78e111db07a4c2',1,'cleave::decimal::text()']]],
  ['to_5ffloat_1',['to_float',['../namespacecleave.html#a4859b9b687c373039fa2e4270655a99d',1,'cleave']]],
  ['to_5fhalf_2',['to_half',['../namespacecleave.html#a210133dea766c5c2312cefe98abdce70',1,'cleave']]],
  ['to_5fhex_3',['to_hex',['../namespacecleave.html#aeafcb066e8b92fb0237ece4fe7af26c6',1,'cleave']]],
  ['to_5fint64_4',['to_int64',['../namespacecleave.html#ab8bf3da33538af2018286a47106052f4',1,'cleave']]],
  ['to_5fstring_5',['to_string',['../namespacecleave.html#aba2b913debda5a553c5bffeffd84b37b',1,'cleave::to_string(acknowledgement ack) noexcept'],['../namespacecleave.html#a6f4bb5c8e9d5c49406dbd135a48ca793',1,'cleave::to_string(peer_guess guess) noexcept'],['../namespacecleave.html#a5caa3204f2588df81adc62d43971bd64',1,'cleave::to_string(header_field field) noexcept'],['../namespacecleave.html#ab696e1dca4bd39900fd4eb5fc3dbe13a',1,'cleave::to_string(status s) noexcept']]],
  ['to_5fuint64_6',['to_uint64',['../namespacecleave.html#a0a329467dcb66fe7a1578212d8508e8d',1,'cleave']]]
];
