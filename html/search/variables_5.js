var searchData=
[
  ['field_0',['field',['../structcleave_1_1message__error.html#a49e7b4b0ff2dd9aa6a02967dcbff2999',1,'cleave::message_error::field()'],['../structcleave_1_1known__field.html#a9e59fae1dea0287278b0950454bb824c',1,'cleave::known_field::field()']]],
  ['first_5fbytes_1',['first_bytes',['../structcleave_1_1frame__error.html#a7b1ed395566d6227dc2172539a5c6c3d',1,'cleave::frame_error']]],
  ['first_5fbytes_5fsize_2',['first_bytes_size',['../structcleave_1_1frame__error.html#a066b662158a561e91b308eb853200ba6',1,'cleave::frame_error']]],
  ['format_5fitems_3',['format_items',['../namespacecleave.html#a51463832380f2b3cf1a0e7a39c90e107',1,'cleave']]],
  ['format_5fsize_5fmax_4',['format_size_max',['../namespacecleave.html#a69a4c1dd13e00f78ade557eebc1300d2',1,'cleave']]],
  ['frame_5findex_5',['frame_index',['../structcleave_1_1frame__error.html#a4257dda930ca6eef5f7aed9de5bf5932',1,'cleave::frame_error']]],
  ['frames_6',['frames',['../structcleave_1_1frame__counters.html#a8eef83bce7e7b2ae77af92c054af90b8',1,'cleave::frame_counters::frames()'],['../structcleave_1_1frames__visited.html#a42dcde8a526956a0fd0f94439dbbdc49',1,'cleave::frames_visited::frames()']]]
];
