var searchData=
[
  ['name_0',['name',['../classcleave_1_1block__digest.html#abf33adf88523073a6b6fb2781389826a',1,'cleave::block_digest::name()'],['../structcleave_1_1md5__algorithm.html#ad930874283443b4f4620993eb8f3c715',1,'cleave::md5_algorithm::name()'],['../structcleave_1_1sha256__portable__algorithm.html#a936078bd6963a709c57af4c5e9ed5e0b',1,'cleave::sha256_portable_algorithm::name()'],['../structcleave_1_1status__text.html#a58264b93b5d64ee6967f84678cddd729',1,'cleave::status_text::name()']]],
  ['names_1',['names',['../structcleave_1_1file__rules.html#a2414ce35cff5f42e684226a2eba8b918',1,'cleave::file_rules']]],
  ['need_2',['need',['../structcleave_1_1stream__end.html#a63708354f203b41364251288f381c1f4',1,'cleave::stream_end::need()'],['../structcleave_1_1pack__error.html#ad3dc81fe924360efe67de54fadcffe45',1,'cleave::pack_error::need()']]],
  ['needed_5fbytes_3',['needed_bytes',['../structcleave_1_1encoded.html#ac1a9279f5d8aa5d109f58eb6faf4ce06',1,'cleave::encoded']]]
];
