var searchData=
[
  ['sha256_0',['sha256',['../classcleave_1_1sha256.html',1,'cleave']]],
  ['sha256_5falgorithm_1',['sha256_algorithm',['../structcleave_1_1sha256__algorithm.html',1,'cleave']]],
  ['sha256_5fportable_5falgorithm_2',['sha256_portable_algorithm',['../structcleave_1_1sha256__portable__algorithm.html',1,'cleave']]],
  ['status_5ftext_3',['status_text',['../structcleave_1_1status__text.html',1,'cleave']]],
  ['stream_5fend_4',['stream_end',['../structcleave_1_1stream__end.html',1,'cleave']]],
  ['struct_5fformat_5',['struct_format',['../structcleave_1_1struct__format.html',1,'cleave']]]
];
