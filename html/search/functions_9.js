var searchData=
[
  ['json_5freader_0',['json_reader',['../classcleave_1_1json__reader.html#a56f2baae4548c6ffc9d8513734e7b9a5',1,'cleave::json_reader::json_reader(std::string_view text, std::span&lt; char &gt; scratch, json_limits limits={}) noexcept'],['../classcleave_1_1json__reader.html#a26dfa9903618f899659a4e9d679bc009',1,'cleave::json_reader::json_reader(std::string_view text, std::span&lt; std::byte &gt; scratch={}, json_limits limits={}) noexcept']]],
  ['json_5fstring_5fbytes_1',['json_string_bytes',['../classcleave_1_1json__string__bytes.html#a26f556de78b5d79a6512d6bd5e85628b',1,'cleave::json_string_bytes']]],
  ['json_5ftext_2',['json_text',['../classcleave_1_1json__text.html#a311fff8c06b73b9ab513a04bbef09d96',1,'cleave::json_text']]],
  ['json_5fwriter_3',['json_writer',['../classcleave_1_1json__writer.html#a7e7609a61665d674f09819a2bc6a9433',1,'cleave::json_writer']]]
];
