var searchData=
[
  ['io_0',['io',['../namespacecleave.html#a8ef8ada976193d132fc8376267c05851',1,'cleave']]]
];
