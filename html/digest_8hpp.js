var digest_8hpp =
[
    [ "cleave::block_digest< Algorithm >", "classcleave_1_1block__digest.html", "classcleave_1_1block__digest" ],
    [ "cleave::md5_algorithm", "structcleave_1_1md5__algorithm.html", null ],
    [ "cleave::sha256_portable_algorithm", "structcleave_1_1sha256__portable__algorithm.html", "structcleave_1_1sha256__portable__algorithm" ],
    [ "cleave::sha256_algorithm", "structcleave_1_1sha256__algorithm.html", null ],
    [ "cleave::md5", "classcleave_1_1md5.html", null ],
    [ "cleave::sha256", "classcleave_1_1sha256.html", null ],
    [ "cleave::digest", "conceptcleave_1_1digest.html", null ],
    [ "hmac_sha256", "digest_8hpp.html#a99838c51c51cb3e9f7a860cecd0bae7e", null ],
    [ "equal_constant_time", "digest_8hpp.html#a98848520156d25011aee4558d447d09d", null ],
    [ "to_hex", "digest_8hpp.html#aeafcb066e8b92fb0237ece4fe7af26c6", null ],
    [ "hex_value", "digest_8hpp.html#a0afaf6a88aa0ef1c048af7c16ae06065", null ],
    [ "parse_hex", "digest_8hpp.html#a9736b9d6b4c22ce2b18bd1fd7243e777", null ]
];