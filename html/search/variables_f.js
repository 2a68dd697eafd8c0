var searchData=
[
  ['pack_5ferror_5ftext_5fmax_0',['pack_error_text_max',['../namespacecleave.html#ae1e890ed8edbbe7b35a2456423be97ee',1,'cleave']]],
  ['payload_1',['payload',['../structcleave_1_1frame.html#a883def868f581925e455b79995b48db7',1,'cleave::frame']]],
  ['payload_5fbytes_2',['payload_bytes',['../structcleave_1_1frame__counters.html#a7c51758693970e52554015d5dd2c53e7',1,'cleave::frame_counters::payload_bytes()'],['../structcleave_1_1prefix__reading.html#ae6bbb89bb4283d9a1fac0174929beb2f',1,'cleave::prefix_reading::payload_bytes()']]],
  ['position_3',['position',['../structcleave_1_1format__info.html#a08092b1bb5dbc6ee3347b96a518947eb',1,'cleave::format_info']]],
  ['postgresql_4',['postgresql',['../namespacecleave.html#a22f69e0c5a038da36116d596a37f2387',1,'cleave']]],
  ['python_5fint_5',['python_int',['../namespacecleave.html#af452a68b18be9d8a7f93fc8da308de37',1,'cleave']]]
];
