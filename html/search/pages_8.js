var searchData=
[
  ['what_20stays_20as_20it_20is_0',['What stays as it is',['../md__github_STABILITY.html',1,'']]],
  ['write_20a_20testee_1',['Write a testee',['../md_reference_impls_cookbook_write_a_testee.html',1,'']]]
];
