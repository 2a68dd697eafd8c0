var searchData=
[
  ['end_0',['end',['../structcleave_1_1pumped.html#a68bf0fe1a9f4fb8eb9fb86492260aeb2',1,'cleave::pumped']]],
  ['ensure_5fascii_1',['ensure_ascii',['../structcleave_1_1json__style.html#a0b1871c95e17a897e01fb2736afbcc34',1,'cleave::json_style']]],
  ['erlang_5fpacket_2',['erlang_packet',['../namespacecleave.html#a0e68001529e37f0455a584a9259713c1',1,'cleave']]],
  ['error_3',['error',['../structcleave_1_1header__reading.html#ae6c4cfa216627422c5c362878ec36652',1,'cleave::header_reading::error()'],['../structcleave_1_1packed.html#a4a7ad2052701012f4b6aa57bff42821b',1,'cleave::packed::error()'],['../structcleave_1_1unpacked.html#aa33894ba461fdea654d760d24951d81a',1,'cleave::unpacked::error()'],['../structcleave_1_1pumped.html#ac323d403182275034869aa7cb941f700',1,'cleave::pumped::error()'],['../structcleave_1_1io__result.html#af53295e0ea953fccbbd1a588e1fe32f6',1,'cleave::io_result::error()'],['../structcleave_1_1datagram__result.html#a2bdd594cf2eaccafde96d48247732ef4',1,'cleave::datagram_result::error()']]],
  ['event_4',['event',['../structcleave_1_1command__step.html#a769e7ae66eaa2272d729a5634df1a866',1,'cleave::command_step::event()'],['../structcleave_1_1file__step.html#aafd55d36dbbe3e18411d74632f854287',1,'cleave::file_step::event()'],['../structcleave_1_1frame__step.html#a3bfa847d8506902cfa42bee18ff0f6ea',1,'cleave::frame_step::event()'],['../structcleave_1_1message__step.html#ae90bad17d1ee309150293136d54fc59e',1,'cleave::message_step::event()']]],
  ['exit_5fcode_5',['exit_code',['../structcleave_1_1command__outcome.html#ae93b3284222295f290357edc4129d044',1,'cleave::command_outcome']]]
];
