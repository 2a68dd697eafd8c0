var classcleave_1_1file__sender =
[
    [ "begin", "classcleave_1_1file__sender.html#acd4339bc64c59bec81eac283a31f5442", null ],
    [ "pending", "classcleave_1_1file__sender.html#aa3aff23f768a11eedccf70cef32d7f01", null ],
    [ "sent", "classcleave_1_1file__sender.html#a1e259d15cca3c2ed06598955a8d91871", null ],
    [ "body_remaining", "classcleave_1_1file__sender.html#a7721b97990b3e5fd90a936be28f37f8e", null ],
    [ "moved", "classcleave_1_1file__sender.html#adc4a6acef7a73558cbe5869b63a7db49", null ],
    [ "is_done", "classcleave_1_1file__sender.html#a43999ad53b07be996d2ddee9b8ee7587", null ],
    [ "finish", "classcleave_1_1file__sender.html#a4c31cce26b87ad43fc4c944a2c7c4cfa", null ]
];