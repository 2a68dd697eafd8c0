var searchData=
[
  ['index_0',['index',['../structcleave_1_1pack__error.html#afdaccf69d79e3bd06076ad2421f04b21',1,'cleave::pack_error']]],
  ['info_1',['info',['../structcleave_1_1struct__format.html#af0c8d9a5a200788618fa4770fdbab547',1,'cleave::struct_format']]],
  ['initial_2',['initial',['../structcleave_1_1md5__algorithm.html#adb346a663e4845072095e52ad9483230',1,'cleave::md5_algorithm::initial()'],['../structcleave_1_1sha256__portable__algorithm.html#a819908d167390ed0a38d358c6eec9dc3',1,'cleave::sha256_portable_algorithm::initial()']]],
  ['is_5fall_3',['is_all',['../structcleave_1_1bytes__needed.html#a3cb295a7d56f3e4ba08117e31bb3a1e4',1,'cleave::bytes_needed']]],
  ['is_5finteger_4',['is_integer',['../structcleave_1_1item__codec.html#aecbddb51ec5d478a0603d6faf50459d8',1,'cleave::item_codec']]],
  ['is_5fnative_5',['is_native',['../structcleave_1_1format__prefix.html#a4e6d577080cc8856eec80df54628bb82',1,'cleave::format_prefix::is_native()'],['../structcleave_1_1format__info.html#a16eb63cda14b0bedb3d7f977b1786014',1,'cleave::format_info::is_native()']]],
  ['is_5fnegative_6',['is_negative',['../structcleave_1_1frame__error.html#ac09925ac87aa06a1d5176f848803529a',1,'cleave::frame_error']]],
  ['is_5fsigned_7',['is_signed',['../structcleave_1_1prefix__layout.html#af19fb6b6b2fac9b46d1d9757e14bb655',1,'cleave::prefix_layout']]],
  ['is_5ftoo_5flarge_8',['is_too_large',['../structcleave_1_1narrowed.html#a1c693c9a9b63ef9eeded6c0d034f1070',1,'cleave::narrowed']]],
  ['item_5fcode_9',['item_code',['../structcleave_1_1pack__error.html#a4608cd4275a5e1b31da202d890ee2553',1,'cleave::pack_error']]],
  ['item_5fseparator_10',['item_separator',['../structcleave_1_1json__style.html#a8a463d7df1318769fd44b897a8afbb43',1,'cleave::json_style']]],
  ['item_5fsize_11',['item_size',['../structcleave_1_1pack__error.html#a4145b3f4935abea5b31b979a173f7c9c',1,'cleave::pack_error']]],
  ['items_12',['items',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#a7d0d80d8c8c9bd46f150ee9c10d48f70',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;']]]
];
