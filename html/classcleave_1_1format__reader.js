var classcleave_1_1format__reader =
[
    [ "format_reader", "classcleave_1_1format__reader.html#a89e3efcbf9590f56d998a93e37d95b42", null ],
    [ "next", "classcleave_1_1format__reader.html#a53d4960838bb027002c361d82bec7394", null ],
    [ "info", "classcleave_1_1format__reader.html#af85aee82f6b5b7866bc5c9fa8fcc418f", null ]
];