var classcleave_1_1runtime__prefix =
[
    [ "runtime_prefix", "classcleave_1_1runtime__prefix.html#abbd6fc5b540d8ea997e39202b247b941", null ],
    [ "layout", "classcleave_1_1runtime__prefix.html#a7d8a6ab3edb418438caeefa2ba3e466e", null ],
    [ "operator==", "classcleave_1_1runtime__prefix.html#a23c71588436ed4f9d9790ec89b279cbf", null ]
];