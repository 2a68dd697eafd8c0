var searchData=
[
  ['receive_20a_20file_0',['Receive a file',['../md_reference_impls_cookbook_receive_a_file.html',1,'']]],
  ['reference_20implementations_1',['Reference implementations',['../md_reference_impls_README.html',1,'']]],
  ['resume_20an_20upload_2',['Resume an upload',['../md_reference_impls_cookbook_resume_an_upload.html',1,'']]]
];
