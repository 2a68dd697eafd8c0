var searchData=
[
  ['talk_20to_20a_20python_20peer_0',['Talk to a Python peer',['../md_reference_impls_cookbook_talk_to_python.html',1,'']]],
  ['the_20rules_1',['The rules',['../md_conformance_SPEC.html',1,'']]],
  ['traces_2',['Traces',['../md_conformance_traces_README.html',1,'']]]
];
