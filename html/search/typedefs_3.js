var searchData=
[
  ['frame_5fbuffer_0',['frame_buffer',['../namespacecleave.html#a407d67ee8e0c984a5232711bbe5d03a5',1,'cleave']]],
  ['frame_5fdecoder_1',['frame_decoder',['../namespacecleave.html#a383764f1b39c25d1fee20ec48508fb02',1,'cleave']]]
];
