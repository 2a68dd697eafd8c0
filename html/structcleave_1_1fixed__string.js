var structcleave_1_1fixed__string =
[
    [ "fixed_string", "structcleave_1_1fixed__string.html#a226331ddb2637f46a70df56ff37dbc92", null ],
    [ "view", "structcleave_1_1fixed__string.html#a5f1dc547a1f59d9afe67e11f5c5747c9", null ],
    [ "text", "structcleave_1_1fixed__string.html#ad392711dee298cadc8c6e965cba0c24c", null ]
];