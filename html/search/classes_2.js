var searchData=
[
  ['datagram_5fresult_0',['datagram_result',['../structcleave_1_1datagram__result.html',1,'cleave']]],
  ['decimal_1',['decimal',['../classcleave_1_1decimal.html',1,'cleave']]],
  ['digest_5fcheck_2',['digest_check',['../classcleave_1_1digest__check.html',1,'cleave']]],
  ['digest_5fcheck_3c_20cleave_3a_3amd5_20_3e_3',['digest_check&lt; cleave::md5 &gt;',['../classcleave_1_1digest__check.html',1,'cleave']]],
  ['digest_5fcheck_3c_20cleave_3a_3asha256_20_3e_4',['digest_check&lt; cleave::sha256 &gt;',['../classcleave_1_1digest__check.html',1,'cleave']]]
];
