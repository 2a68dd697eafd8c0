var classcleave_1_1message__text =
[
    [ "message_text", "classcleave_1_1message__text.html#adc2eae85a4932a6a4c4367a0eaf08b5d", null ],
    [ "operator<<", "classcleave_1_1message__text.html#ae1be85ced1be2def65f989341b25f15b", null ],
    [ "operator<<", "classcleave_1_1message__text.html#a93df47eb9b39e9100d7d640095946d16", null ],
    [ "operator<<", "classcleave_1_1message__text.html#a89980b256a01162585e70bf001630c57", null ],
    [ "operator<<", "classcleave_1_1message__text.html#a821d3108253243f7a7d9aec5074bf09d", null ],
    [ "operator<<", "classcleave_1_1message__text.html#ab943865d62022a45ffc6f7fe990bacc8", null ],
    [ "text", "classcleave_1_1message__text.html#a944abcc94bda0a0780e5f32c9e74274c", null ]
];