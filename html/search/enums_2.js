var searchData=
[
  ['code_5fkind_0',['code_kind',['../namespacecleave.html#a24a483b93d6191e8317df76b284c4b9e',1,'cleave']]],
  ['command_5fevent_1',['command_event',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbd',1,'cleave']]]
];
