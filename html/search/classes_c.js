var searchData=
[
  ['pack_5ferror_0',['pack_error',['../structcleave_1_1pack__error.html',1,'cleave']]],
  ['packed_1',['packed',['../structcleave_1_1packed.html',1,'cleave']]],
  ['place_5fin_5fbuffer_2',['place_in_buffer',['../structcleave_1_1place__in__buffer.html',1,'cleave']]],
  ['plain_5fheader_5freader_3',['plain_header_reader',['../classcleave_1_1plain__header__reader.html',1,'cleave']]],
  ['prefix_5flayout_4',['prefix_layout',['../structcleave_1_1prefix__layout.html',1,'cleave']]],
  ['prefix_5freading_5',['prefix_reading',['../structcleave_1_1prefix__reading.html',1,'cleave']]],
  ['pumped_6',['pumped',['../structcleave_1_1pumped.html',1,'cleave']]],
  ['put_5foptions_7',['put_options',['../structcleave_1_1put__options.html',1,'cleave']]]
];
