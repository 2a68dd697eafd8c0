var searchData=
[
  ['message_5fevent_0',['message_event',['../namespacecleave.html#abcaf3e11abf70e1442d7c4425c5b1e02',1,'cleave']]]
];
