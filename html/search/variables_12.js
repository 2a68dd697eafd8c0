var searchData=
[
  ['taken_0',['taken',['../structcleave_1_1escaped__char.html#a1c4a6cb0969d6c3339703ec4abdbe08a',1,'cleave::escaped_char']]],
  ['text_1',['text',['../classcleave_1_1header__fields.html#a16f1429eb0abef041c65cf6097aaa2c3',1,'cleave::header_fields::text()'],['../structcleave_1_1json__item.html#ad075f494780420f158517b132764db66',1,'cleave::json_item::text()'],['../structcleave_1_1fixed__string.html#ad392711dee298cadc8c6e965cba0c24c',1,'cleave::fixed_string::text()']]],
  ['token_2',['token',['../structcleave_1_1json__item.html#a773eee5309544725921745be11e93cae',1,'cleave::json_item']]],
  ['truncated_3',['truncated',['../structcleave_1_1command__outcome.html#a3217ed4cedfd86ecfaec1b9624f28390',1,'cleave::command_outcome::truncated()'],['../structcleave_1_1datagram__result.html#aaf7b456e143d0ae0beb4a2f376ed4634',1,'cleave::datagram_result::truncated()']]]
];
