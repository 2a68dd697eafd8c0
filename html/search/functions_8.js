var searchData=
[
  ['info_0',['info',['../classcleave_1_1format__plan.html#a3c965cd3ccf96e62cb284db16f47859d',1,'cleave::format_plan::info()'],['../classcleave_1_1format__reader.html#af85aee82f6b5b7866bc5c9fa8fcc418f',1,'cleave::format_reader::info()']]],
  ['inspect_5fformat_1',['inspect_format',['../namespacecleave.html#a0c1a2d2a203da597431b10bbe5fbe789',1,'cleave']]],
  ['integer_2',['integer',['../classcleave_1_1json__writer.html#addeb7bd05a71a9fb0e8d5d912855be2d',1,'cleave::json_writer']]],
  ['is_5fcontrol_5fcharacter_3',['is_control_character',['../namespacecleave.html#a01a24fa1c2ddc541268b98d93b7411fa',1,'cleave']]],
  ['is_5fdevice_5fname_4',['is_device_name',['../namespacecleave.html#aacc999145793244f807b3a7ae4537f50',1,'cleave']]],
  ['is_5fdone_5',['is_done',['../classcleave_1_1file__sender.html#a43999ad53b07be996d2ddee9b8ee7587',1,'cleave::file_sender']]],
  ['is_5ferror_6',['is_error',['../namespacecleave.html#a3edc051850d513531b64db9b71c4d08f',1,'cleave']]],
  ['is_5finteger_7',['is_integer',['../classcleave_1_1value.html#a343ee2697fcecf021c9c118638832262',1,'cleave::value']]],
  ['is_5finteger_5fof_8',['is_integer_of',['../classcleave_1_1value.html#a5f08fb81e6bc464828a327dfc9941dd5',1,'cleave::value']]],
  ['is_5finvisible_5fcharacter_9',['is_invisible_character',['../namespacecleave.html#a675f1d2ef7d3eed94d76e2616f6c6d86',1,'cleave']]],
  ['is_5fjoiner_10',['is_joiner',['../namespacecleave.html#a08287676aca21511a00151fdbe637a7f',1,'cleave']]],
  ['is_5frunning_11',['is_running',['../classcleave_1_1digest__check.html#abcce6fb816a27d4b149c8a45a3916440',1,'cleave::digest_check']]],
  ['is_5fsized_12',['is_sized',['../structcleave_1_1format__run.html#aadd28a050d086b671d1866ae021f7d58',1,'cleave::format_run']]],
  ['is_5fsuspended_13',['is_suspended',['../namespacecleave.html#afbff69ecee6a64c1d6e9f2ce0021e3bf',1,'cleave']]],
  ['is_5ftrue_14',['is_true',['../classcleave_1_1value.html#a346b8dd7552b9b0b126b082352e1c107',1,'cleave::value']]],
  ['is_5futf8_15',['is_utf8',['../namespacecleave.html#a34cf9cff1b402098f64de525970947d6',1,'cleave']]],
  ['is_5fvarint_16',['is_varint',['../structcleave_1_1prefix__layout.html#abc6a6bdd987a6488d566c87e70645824',1,'cleave::prefix_layout']]],
  ['iter_5funpack_17',['iter_unpack',['../namespacecleave.html#aee081cc2bc382c661d91562169b89ace',1,'cleave::iter_unpack(std::span&lt; const std::byte &gt; buffer) noexcept'],['../namespacecleave.html#a46dc22868b5016364626d1d6eaab9f3b',1,'cleave::iter_unpack(const Source &amp;source, std::span&lt; const std::byte &gt; buffer) noexcept']]],
  ['iterator_18',['iterator',['../classcleave_1_1format__text_1_1iterator.html#a3666b956aa740f9fdb390523dccc9673',1,'cleave::format_text::iterator::iterator()'],['../classcleave_1_1unpack__range_1_1iterator.html#ae1418444fed62d06eef25e9b1a4a4c37',1,'cleave::unpack_range::iterator::iterator()']]]
];
