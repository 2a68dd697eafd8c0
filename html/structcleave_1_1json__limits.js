var structcleave_1_1json__limits =
[
    [ "max_depth", "structcleave_1_1json__limits.html#a315e9f0a5747339356bfa77f9b0437da", null ],
    [ "max_keys", "structcleave_1_1json__limits.html#ab4b189792a154267a47caf898f2f8e70", null ],
    [ "max_number_chars", "structcleave_1_1json__limits.html#a070352b29db37509f51116a93a910dd1", null ],
    [ "surrogate_escape", "structcleave_1_1json__limits.html#aee4c77b82aff91688f5c7f6458d90af6", null ]
];