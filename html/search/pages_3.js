var searchData=
[
  ['length_2dprefixed_20streams_20in_20wireshark_0',['Length-prefixed streams in Wireshark',['../md_reference_impls_wireshark_README.html',1,'']]]
];
