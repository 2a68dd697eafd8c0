var searchData=
[
  ['json_2ehpp_0',['json.hpp',['../json_8hpp.html',1,'']]],
  ['json_5fcompact_1',['json_compact',['../namespacecleave.html#a2cb908722cb1a564236b280acecf410f',1,'cleave']]],
  ['json_5finteger_2',['json_integer',['../structcleave_1_1json__integer.html',1,'cleave']]],
  ['json_5fitem_3',['json_item',['../structcleave_1_1json__item.html',1,'cleave']]],
  ['json_5flimits_4',['json_limits',['../structcleave_1_1json__limits.html',1,'cleave']]],
  ['json_5freader_5',['json_reader',['../classcleave_1_1json__reader.html',1,'cleave::json_reader'],['../classcleave_1_1json__reader.html#a56f2baae4548c6ffc9d8513734e7b9a5',1,'cleave::json_reader::json_reader(std::string_view text, std::span&lt; char &gt; scratch, json_limits limits={}) noexcept'],['../classcleave_1_1json__reader.html#a26dfa9903618f899659a4e9d679bc009',1,'cleave::json_reader::json_reader(std::string_view text, std::span&lt; std::byte &gt; scratch={}, json_limits limits={}) noexcept']]],
  ['json_5fstring_5fbytes_6',['json_string_bytes',['../classcleave_1_1json__string__bytes.html',1,'cleave::json_string_bytes'],['../classcleave_1_1json__string__bytes.html#a26f556de78b5d79a6512d6bd5e85628b',1,'cleave::json_string_bytes::json_string_bytes()']]],
  ['json_5fstyle_7',['json_style',['../structcleave_1_1json__style.html',1,'cleave']]],
  ['json_5ftext_8',['json_text',['../classcleave_1_1json__text.html',1,'cleave::json_text'],['../classcleave_1_1json__text.html#a311fff8c06b73b9ab513a04bbef09d96',1,'cleave::json_text::json_text()']]],
  ['json_5ftext_2ehpp_9',['json_text.hpp',['../json__text_8hpp.html',1,'']]],
  ['json_5ftoken_10',['json_token',['../namespacecleave.html#a7dfa0449e334340bc4bda1f0621e0989',1,'cleave']]],
  ['json_5fwriter_11',['json_writer',['../classcleave_1_1json__writer.html',1,'cleave::json_writer'],['../classcleave_1_1json__writer.html#a7e7609a61665d674f09819a2bc6a9433',1,'cleave::json_writer::json_writer()']]],
  ['json_5fwriter_2ehpp_12',['json_writer.hpp',['../json__writer_8hpp.html',1,'']]]
];
