var searchData=
[
  ['on_5fexcess_0',['on_excess',['../namespacecleave.html#a4c8a0e98d7c809ed42580b39250c671c',1,'cleave']]]
];
