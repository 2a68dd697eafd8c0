var structcleave_1_1message__step =
[
    [ "st", "structcleave_1_1message__step.html#a6edc041b47f18725a80770365b3d3e50", null ],
    [ "event", "structcleave_1_1message__step.html#ae90bad17d1ee309150293136d54fc59e", null ],
    [ "consumed", "structcleave_1_1message__step.html#a11c1062503dacc2f3f4dc8f45eeb59bf", null ],
    [ "data", "structcleave_1_1message__step.html#af0ad94271f480a778192f188e3957c7f", null ]
];