var searchData=
[
  ['has_0',['has',['../classcleave_1_1header__fields.html#a6d7fe0c3a92c0986ec4139d21c8c4135',1,'cleave::header_fields']]],
  ['has_5fbody_1',['has_body',['../classcleave_1_1message__decoder.html#a72231f0533aa3a975dba559eb83d9c66',1,'cleave::message_decoder']]],
  ['header_2',['header',['../classcleave_1_1basic__frame__decoder.html#a069ebaa195a18e9552e12cf054108c37',1,'cleave::basic_frame_decoder']]],
  ['header_5freader_3',['header_reader',['../classcleave_1_1header__reader.html#ad620a3f33d1af8e5c20c57eccc3e92c3',1,'cleave::header_reader']]],
  ['hex_5fdigit_5fvalue_4',['hex_digit_value',['../namespacecleave.html#ade637dc332d4e6160b1fe0df45faf245',1,'cleave']]],
  ['hex_5fvalue_5',['hex_value',['../namespacecleave.html#a0afaf6a88aa0ef1c048af7c16ae06065',1,'cleave']]],
  ['hmac_5fsha256_6',['hmac_sha256',['../namespacecleave.html#a99838c51c51cb3e9f7a860cecd0bae7e',1,'cleave']]],
  ['holds_7',['holds',['../classcleave_1_1digest__check.html#a391bd0394f2ef138fac83e8acc822c06',1,'cleave::digest_check']]]
];
