var searchData=
[
  ['call_0',['call',['../structcleave_1_1pack__error.html#a7e8a4558cd302e11071685c3197d4f70',1,'cleave::pack_error']]],
  ['code_1',['code',['../structcleave_1_1pack__error.html#aaca1ff7f4465a02dd8af3c280443c47e',1,'cleave::pack_error::code()'],['../structcleave_1_1place__in__buffer.html#ac75ac9664a6240810406eb4c28ec7adc',1,'cleave::place_in_buffer::code()'],['../structcleave_1_1status__text.html#a468f17d8728b9397e6c159ad9a4b839f',1,'cleave::status_text::code()'],['../structcleave_1_1format__run.html#a67d26fa29769b4e0f876b901da94dceb',1,'cleave::format_run::code()'],['../structcleave_1_1format__info.html#a8b988d1a76137e90b13eeb179fbaee24',1,'cleave::format_info::code()']]],
  ['code_5fpoint_2',['code_point',['../structcleave_1_1utf8__char.html#a38decfb379e1b2a7dde99874c490f855',1,'cleave::utf8_char']]],
  ['consumed_3',['consumed',['../structcleave_1_1command__step.html#ae9b3b225c5d0fcada9f7a8d07dbb9557',1,'cleave::command_step::consumed()'],['../structcleave_1_1file__step.html#af81082a7bb6a9df4971e3a5fd39e0647',1,'cleave::file_step::consumed()'],['../structcleave_1_1frame__step.html#ad165ba0ad72b44443cf010614fd7c67a',1,'cleave::frame_step::consumed()'],['../structcleave_1_1message__step.html#a11c1062503dacc2f3f4dc8f45eeb59bf',1,'cleave::message_step::consumed()'],['../structcleave_1_1frames__visited.html#a52425a500a698f528dc037835efb76ab',1,'cleave::frames_visited::consumed()']]],
  ['count_4',['count',['../structcleave_1_1item__lane.html#a9c40a54bc0fbdae9cbf414e287488efe',1,'cleave::item_lane::count()'],['../structcleave_1_1format__run.html#a42a4346c107d340ae835497f3fa32321',1,'cleave::format_run::count()']]],
  ['counts_5',['counts',['../structcleave_1_1prefix__layout.html#aa922c1f8cf2196d2f2c3a3214fae7adc',1,'cleave::prefix_layout']]]
];
