var searchData=
[
  ['file_5fevent_0',['file_event',['../namespacecleave.html#ae157b5bed1856aabb6df51176654d0bf',1,'cleave']]],
  ['frame_5fevent_1',['frame_event',['../namespacecleave.html#a38c98f14fe53fa2ea66df7c799de5769',1,'cleave']]]
];
