var searchData=
[
  ['pack_0',['pack',['../namespacecleave.html#afe232a615e316d429eb20327dbc1b489',1,'cleave::pack(const Arguments &amp;... arguments) noexcept'],['../namespacecleave.html#a96ae459958b2a42bdfabab074b1e3db1',1,'cleave::pack(const Source &amp;source, std::span&lt; const value &gt; values, std::span&lt; std::byte &gt; into) noexcept']]],
  ['pack_5fchecked_1',['pack_checked',['../namespacecleave.html#a98f6f7f41d68c3b37c2b97bdb1aa6767',1,'cleave']]],
  ['pack_5feach_2',['pack_each',['../namespacecleave.html#ae6f62c6b49313acb02ca69e882ed7448',1,'cleave']]],
  ['pack_5fintegers_3',['pack_integers',['../namespacecleave.html#a32c1a2560cafc62dcce63c6e808c88d3',1,'cleave']]],
  ['pack_5finto_4',['pack_into',['../namespacecleave.html#aaba067dedf01cf15048fe56853fcb159',1,'cleave::pack_into(std::span&lt; std::byte &gt; buffer, std::ptrdiff_t offset, const Arguments &amp;... arguments) noexcept'],['../namespacecleave.html#a3dd9c3a2296c81db762e48ea007d9925',1,'cleave::pack_into(const Source &amp;source, std::span&lt; std::byte &gt; buffer, std::ptrdiff_t offset, std::span&lt; const value &gt; values) noexcept']]],
  ['pack_5fitems_5',['pack_items',['../namespacecleave.html#a687cb72398c7b955046846e090bd62fa',1,'cleave']]],
  ['pack_5flane_6',['pack_lane',['../namespacecleave.html#a6fb1e6748a5f57cd535a938967e83537',1,'cleave']]],
  ['pack_5fvalues_7',['pack_values',['../namespacecleave.html#ac10d980db3d8488953f0600429709826',1,'cleave']]],
  ['parse_5fhex_8',['parse_hex',['../namespacecleave.html#a9736b9d6b4c22ce2b18bd1fd7243e777',1,'cleave']]],
  ['passed_5fover_9',['passed_over',['../namespacecleave.html#ab5c6d4d8b64ad270204d94c0a645d004',1,'cleave']]],
  ['pending_10',['pending',['../classcleave_1_1file__sender.html#aa3aff23f768a11eedccf70cef32d7f01',1,'cleave::file_sender']]],
  ['place_5ferror_11',['place_error',['../namespacecleave.html#ab6b5ddfabcae078ff80f118679c98e62',1,'cleave']]],
  ['plain_5fheader_5freader_12',['plain_header_reader',['../classcleave_1_1plain__header__reader.html#ade21fb068a2c7972045bf69b17b59fbe',1,'cleave::plain_header_reader']]],
  ['prefix_5fof_13',['prefix_of',['../namespacecleave.html#a866784b7bc5c831b30e8a38f07fa6f54',1,'cleave']]],
  ['pump_14',['pump',['../namespacecleave.html#aa3239ea7944523cf15933e6d30aa6708',1,'cleave::pump(basic_frame_decoder&lt; Prefix &gt; &amp;decoder, Source &amp;source, std::span&lt; std::byte &gt; room, OnStep &amp;&amp;on_step)'],['../namespacecleave.html#ae2d4d672336b2e85429b33c444777725',1,'cleave::pump(Engine &amp;engine, Source &amp;source, std::span&lt; std::byte &gt; room, OnStep &amp;&amp;on_step)'],['../namespacecleave.html#aff0bbf8b10221acfc63d38ab83b619a1',1,'cleave::pump(basic_frame_buffer&lt; Prefix &gt; &amp;frames, Source &amp;source, OnPayload &amp;&amp;on_payload)']]],
  ['put_15',['put',['../structcleave_1_1items__codec_3_01Format_00_01std_1_1index__sequence_3_01I_8_8_8_01_4_01_4.html#a05deebbab0918a63fdae7ad67a13fb23',1,'cleave::items_codec&lt; Format, std::index_sequence&lt; I... &gt; &gt;::put()'],['../structcleave_1_1item__codec.html#a83625b95ab204c10d20fc4071185cddf',1,'cleave::item_codec::put()']]]
];
