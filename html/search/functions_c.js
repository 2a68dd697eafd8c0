var searchData=
[
  ['max_5fheader_5fbytes_0',['max_header_bytes',['../structcleave_1_1prefix__layout.html#a2c1f7932955770105c903b795492c47e',1,'cleave::prefix_layout']]],
  ['md5_5fcheck_1',['md5_check',['../classcleave_1_1file__receiver.html#a9dc4432da6c717123f6dfc0d749f3f4c',1,'cleave::file_receiver']]],
  ['message_5fdecoder_2',['message_decoder',['../classcleave_1_1message__decoder.html#afacf331a34ef0baccc700f0b631ea371',1,'cleave::message_decoder']]],
  ['message_5ftext_3',['message_text',['../classcleave_1_1message__text.html#adc2eae85a4932a6a4c4367a0eaf08b5d',1,'cleave::message_text']]],
  ['messages_4',['messages',['../classcleave_1_1file__receiver.html#adc516607dafde3162e1e60c8ed54cecf',1,'cleave::file_receiver::messages()'],['../classcleave_1_1message__decoder.html#a758a2e749ed7c7088debf10da353ce6b',1,'cleave::message_decoder::messages()']]],
  ['min_5fheader_5fbytes_5',['min_header_bytes',['../structcleave_1_1prefix__layout.html#ac4cf293b20530341ad5cfddfa12b7401',1,'cleave::prefix_layout']]],
  ['moved_6',['moved',['../classcleave_1_1file__receiver.html#ad3e2f12c7decae993ab3223a96e78af0',1,'cleave::file_receiver::moved()'],['../classcleave_1_1file__sender.html#adc4a6acef7a73558cbe5869b63a7db49',1,'cleave::file_sender::moved()'],['../classcleave_1_1message__decoder.html#a2bce21945ba373bf5e15277c80878e78',1,'cleave::message_decoder::moved()']]]
];
