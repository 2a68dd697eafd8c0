var structcleave_1_1length__prefix =
[
    [ "length_prefix", "structcleave_1_1length__prefix.html#a88d3d76508966d36bd5da1e0c101ce67", null ],
    [ "with_max_payload", "structcleave_1_1length__prefix.html#aec88f3901426da5e6802b2bf434c6335", null ],
    [ "layout", "structcleave_1_1length__prefix.html#a9167acb51f47225f5bba98d5d74da251", null ]
];