var searchData=
[
  ['value_0',['value',['../structcleave_1_1message__error.html#a6a858e19a77465b37efca93b0602fabc',1,'cleave::message_error::value()'],['../structcleave_1_1json__integer.html#a40647c568510e1e7ffdc5a7236a5f826',1,'cleave::json_integer::value()'],['../structcleave_1_1fixed__prefix.html#a09fa9e5fa10f454c3f8f6778b969b81a',1,'cleave::fixed_prefix::value()'],['../structcleave_1_1varint__reading.html#a6e54cfc2569f6de301d6c2fc022b5762',1,'cleave::varint_reading::value()']]],
  ['value_5fsize_1',['value_size',['../structcleave_1_1message__error.html#ac040a5c39accf7213addf7cbb1c6936f',1,'cleave::message_error']]],
  ['value_5fstep_2',['value_step',['../structcleave_1_1item__lane.html#a5ac1aa36cdb293c997ea066251ae120d',1,'cleave::item_lane']]],
  ['values_3',['values',['../structcleave_1_1unpacked.html#a82ac46beedeec69a2890e0af4b14707c',1,'cleave::unpacked::values()'],['../structcleave_1_1format__run.html#a98fc97aea961bb18c91606e9362a300a',1,'cleave::format_run::values()'],['../structcleave_1_1format__info.html#a850ff67e320a66dad70c8f3f55767e1f',1,'cleave::format_info::values()']]],
  ['varint_5fdelimited_4',['varint_delimited',['../namespacecleave.html#a771dfdf54746971718338d576ab7a903',1,'cleave']]],
  ['varint_5fwidth_5',['varint_width',['../namespacecleave.html#a7a3cc1c3f586ebd51da11566be8a6df3',1,'cleave']]],
  ['version_6',['version',['../namespacecleave.html#ae88b0250c31306902f0444ae2c988dac',1,'cleave']]],
  ['version_5ftext_7',['version_text',['../namespacecleave.html#a39d95247bbe9fbfeec49b51675775401',1,'cleave']]]
];
