var searchData=
[
  ['runtime_5fframe_5fbuffer_0',['runtime_frame_buffer',['../namespacecleave.html#a48839af17fa7b315326836232dc200da',1,'cleave']]],
  ['runtime_5fframe_5fdecoder_1',['runtime_frame_decoder',['../namespacecleave.html#aee2273c06a7187433e24c081b5d5339a',1,'cleave']]]
];
