var searchData=
[
  ['unpack_0',['unpack',['../namespacecleave.html#a0df5e1ad49f1b47957c564f5f5a1c34e',1,'cleave::unpack(Bytes &amp;&amp;bytes) noexcept'],['../namespacecleave.html#ab73e35e5f420992c98be9204cf44782d',1,'cleave::unpack(const Source &amp;source, std::span&lt; const std::byte &gt; bytes, std::span&lt; value &gt; into) noexcept']]],
  ['unpack_5ffrom_1',['unpack_from',['../namespacecleave.html#a6687ed633ea3954469d325f2cb0e5876',1,'cleave::unpack_from(const Source &amp;source, std::span&lt; const std::byte &gt; buffer, std::ptrdiff_t offset, std::span&lt; value &gt; into) noexcept'],['../namespacecleave.html#abeb8038ffd51b909d603af52ae31d1d7',1,'cleave::unpack_from(std::span&lt; const std::byte &gt; buffer, std::ptrdiff_t offset=0) noexcept']]],
  ['unpack_5fintegers_2',['unpack_integers',['../namespacecleave.html#a034582a59a9387f9ee3603ba8c627d76',1,'cleave']]],
  ['unpack_5fitems_3',['unpack_items',['../namespacecleave.html#a071789157f44f04170341f67729dc08a',1,'cleave']]],
  ['unpack_5flane_4',['unpack_lane',['../namespacecleave.html#ad400a2c06779c5672e550fe3de6faddf',1,'cleave']]],
  ['unpack_5frange_5',['unpack_range',['../classcleave_1_1unpack__range.html',1,'cleave::unpack_range&lt; Format &gt;'],['../classcleave_1_1unpack__range.html#acc88925f237958e5fb6059ae79513562',1,'cleave::unpack_range::unpack_range()']]],
  ['unpack_5fvalues_6',['unpack_values',['../namespacecleave.html#a263c5ba86b673868d074738a0f38738b',1,'cleave']]],
  ['unpacked_7',['unpacked',['../structcleave_1_1unpacked.html',1,'cleave']]],
  ['unsigned_5fof_8',['unsigned_of',['../namespacecleave.html#ae3ee6cde123ecfa1c9121221297d63e6',1,'cleave']]],
  ['update_9',['update',['../classcleave_1_1digest__check.html#a6b34b62fc288a1d53e13c912d55e1c7f',1,'cleave::digest_check::update()'],['../classcleave_1_1block__digest.html#a626c8d1f73fb6cb0a71784c3f6861727',1,'cleave::block_digest::update()']]],
  ['utf8_2ehpp_10',['utf8.hpp',['../utf8_8hpp.html',1,'']]],
  ['utf8_5fchar_11',['utf8_char',['../structcleave_1_1utf8__char.html',1,'cleave']]],
  ['utf8_5fprefix_12',['utf8_prefix',['../namespacecleave.html#a2b3e09d7c1c2d0166b6397bd00e55151',1,'cleave']]],
  ['utf8_5ftext_13',['utf8_text',['../structcleave_1_1utf8__text.html',1,'cleave']]]
];
