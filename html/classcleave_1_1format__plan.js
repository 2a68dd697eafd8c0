var classcleave_1_1format__plan =
[
    [ "format_plan", "classcleave_1_1format__plan.html#a54284e616a8e95b54e7ed524da3c8425", null ],
    [ "info", "classcleave_1_1format__plan.html#a3c965cd3ccf96e62cb284db16f47859d", null ],
    [ "begin", "classcleave_1_1format__plan.html#a9aa78a1332909d91135879b8ae407af1", null ],
    [ "end", "classcleave_1_1format__plan.html#ad105451bbf3e4a74fb58ea8f17972910", null ]
];