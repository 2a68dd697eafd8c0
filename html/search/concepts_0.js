var searchData=
[
  ['byte_5fsink_0',['byte_sink',['../conceptcleave_1_1byte__sink.html',1,'cleave']]],
  ['byte_5fsource_1',['byte_source',['../conceptcleave_1_1byte__source.html',1,'cleave']]],
  ['datagram_5fsocket_2',['datagram_socket',['../conceptcleave_1_1datagram__socket.html',1,'cleave']]],
  ['digest_3',['digest',['../conceptcleave_1_1digest.html',1,'cleave']]],
  ['format_5fsource_4',['format_source',['../conceptcleave_1_1format__source.html',1,'cleave']]],
  ['runtime_5fformat_5',['runtime_format',['../conceptcleave_1_1runtime__format.html',1,'cleave']]],
  ['struct_5fbytes_6',['struct_bytes',['../conceptcleave_1_1struct__bytes.html',1,'cleave']]],
  ['struct_5finteger_7',['struct_integer',['../conceptcleave_1_1struct__integer.html',1,'cleave']]]
];
