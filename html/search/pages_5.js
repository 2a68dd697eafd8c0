var searchData=
[
  ['security_0',['Security',['../md__github_SECURITY.html',1,'']]]
];
