var structcleave_1_1file__name__policy =
[
    [ "allow_subtrees", "structcleave_1_1file__name__policy.html#ada6ff3ce1c963a6fff7e2770ce551380", null ],
    [ "allow_hidden", "structcleave_1_1file__name__policy.html#a955e52cc2f17583c48745bf34f3b4971", null ],
    [ "allow_devices", "structcleave_1_1file__name__policy.html#aa1dfac89679ca42e223c2369d812f07e", null ],
    [ "allow_joiners", "structcleave_1_1file__name__policy.html#ad2b3137b0e127f3737a212909dcc179c", null ],
    [ "allow_non_utf8", "structcleave_1_1file__name__policy.html#a23c4fc66609448cfa7cd8cdd18eddb0d", null ],
    [ "max_name_bytes", "structcleave_1_1file__name__policy.html#a942c36e4058c44da33c85389bec88ce5", null ],
    [ "max_path_bytes", "structcleave_1_1file__name__policy.html#a01b91eb0681e4cb02b17a4077093c143", null ],
    [ "reserved_prefix", "structcleave_1_1file__name__policy.html#a58983a16a4b6bfcbb7736cffaa935fd5", null ]
];