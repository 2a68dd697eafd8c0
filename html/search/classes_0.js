var searchData=
[
  ['basic_5fframe_5fbuffer_0',['basic_frame_buffer',['../classcleave_1_1basic__frame__buffer.html',1,'cleave']]],
  ['basic_5fframe_5fdecoder_1',['basic_frame_decoder',['../classcleave_1_1basic__frame__decoder.html',1,'cleave']]],
  ['block_5fdigest_2',['block_digest',['../classcleave_1_1block__digest.html',1,'cleave']]],
  ['block_5fdigest_3c_20md5_5falgorithm_20_3e_3',['block_digest&lt; md5_algorithm &gt;',['../classcleave_1_1block__digest.html',1,'cleave']]],
  ['block_5fdigest_3c_20sha256_5falgorithm_20_3e_4',['block_digest&lt; sha256_algorithm &gt;',['../classcleave_1_1block__digest.html',1,'cleave']]],
  ['bytes_5fneeded_5',['bytes_needed',['../structcleave_1_1bytes__needed.html',1,'cleave']]]
];
