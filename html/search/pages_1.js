var searchData=
[
  ['change_20the_20layout_0',['Change the layout',['../md_reference_impls_cookbook_change_the_layout.html',1,'']]],
  ['changes_1',['Changes',['../md__github_CHANGELOG.html',1,'']]],
  ['check_20your_20own_20implementation_2',['Check your own implementation',['../md_conformance_README.html',1,'']]],
  ['cleave_3',['cleave',['../index.html',1,'']]],
  ['contributing_4',['Contributing',['../md__github_CONTRIBUTING.html',1,'']]],
  ['cookbook_5',['Cookbook',['../md_reference_impls_cookbook_README.html',1,'']]]
];
