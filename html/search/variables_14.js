var searchData=
[
  ['width_0',['width',['../structcleave_1_1prefix__layout.html#aed01d0f96db7a082b30e93b6e78ced30',1,'cleave::prefix_layout']]],
  ['write_1',['write',['../structcleave_1_1callback__sink.html#a6ae0a325e8cfab89838204f635226627',1,'cleave::callback_sink']]]
];
