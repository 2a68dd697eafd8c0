var searchData=
[
  ['vendor_20it_0',['Vendor it',['../md_reference_impls_cookbook_vendor_it.html',1,'']]]
];
