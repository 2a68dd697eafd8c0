var classcleave_1_1message__decoder =
[
    [ "message_decoder", "classcleave_1_1message__decoder.html#afacf331a34ef0baccc700f0b631ea371", null ],
    [ "expect", "classcleave_1_1message__decoder.html#a1c6a343c58e2de8e73e9a0d4c4b873c6", null ],
    [ "rebind", "classcleave_1_1message__decoder.html#ade26eecf9d3851871dfabf79f94b07b0", null ],
    [ "decode", "classcleave_1_1message__decoder.html#ad8504aaac9d96f568fc0a0c9cc0f9232", null ],
    [ "body_remaining", "classcleave_1_1message__decoder.html#af3ee4fed36d26a152b4130dab9349035", null ],
    [ "moved", "classcleave_1_1message__decoder.html#a2bce21945ba373bf5e15277c80878e78", null ],
    [ "finish", "classcleave_1_1message__decoder.html#a7d9533a2dc7d6ca78c632316bbc5aa79", null ],
    [ "needed", "classcleave_1_1message__decoder.html#afc062a87f8d763e2ddbd7979a467d7c7", null ],
    [ "error", "classcleave_1_1message__decoder.html#a5ddc8bdfca42afeb017f324b00300233", null ],
    [ "messages", "classcleave_1_1message__decoder.html#a758a2e749ed7c7088debf10da353ce6b", null ],
    [ "offset", "classcleave_1_1message__decoder.html#acc411b882896ff0d3fe2fae81d7c804f", null ],
    [ "body_bytes", "classcleave_1_1message__decoder.html#aa15d432ab72c4226f34edc73cc2d3436", null ],
    [ "has_body", "classcleave_1_1message__decoder.html#a72231f0533aa3a975dba559eb83d9c66", null ],
    [ "refuse", "classcleave_1_1message__decoder.html#ac1356faf60d1fadf70fc2f6540695996", null ],
    [ "refuse", "classcleave_1_1message__decoder.html#a7590f02aa91c2e00ee59da7aca3ac392", null ],
    [ "reset", "classcleave_1_1message__decoder.html#ad3075c371074b4836160dd3e648756b9", null ],
    [ "operator==", "classcleave_1_1message__decoder.html#aca2b65202a43c5b3e1f20c785545a876", null ]
];