var searchData=
[
  ['fuzz_20your_20decoder_0',['Fuzz your decoder',['../md_reference_impls_cookbook_fuzz_your_decoder.html',1,'']]]
];
