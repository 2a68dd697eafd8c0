var searchData=
[
  ['benchmarks_0',['Benchmarks',['../md_bench_README.html',1,'']]],
  ['bound_20memory_1',['Bound memory',['../md_reference_impls_cookbook_bound_memory.html',1,'']]]
];
