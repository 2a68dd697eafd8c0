var searchData=
[
  ['header_5ffield_0',['header_field',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09',1,'cleave']]],
  ['header_5fvalue_1',['header_value',['../namespacecleave.html#a783a6ad1e24d960a09298ef2fbd4ec26',1,'cleave']]]
];
