var searchData=
[
  ['alignment_0',['alignment',['../structcleave_1_1code__layout.html#a629bd6f212e4bac30309b9e87057a042',1,'cleave::code_layout']]],
  ['allow_5fdevices_1',['allow_devices',['../structcleave_1_1file__name__policy.html#aa1dfac89679ca42e223c2369d812f07e',1,'cleave::file_name_policy']]],
  ['allow_5fhidden_2',['allow_hidden',['../structcleave_1_1file__name__policy.html#a955e52cc2f17583c48745bf34f3b4971',1,'cleave::file_name_policy']]],
  ['allow_5fjoiners_3',['allow_joiners',['../structcleave_1_1file__name__policy.html#ad2b3137b0e127f3737a212909dcc179c',1,'cleave::file_name_policy']]],
  ['allow_5fnon_5futf8_4',['allow_non_utf8',['../structcleave_1_1file__name__policy.html#a23c4fc66609448cfa7cd8cdd18eddb0d',1,'cleave::file_name_policy']]],
  ['allow_5fsubtrees_5',['allow_subtrees',['../structcleave_1_1file__name__policy.html#ada6ff3ce1c963a6fff7e2770ce551380',1,'cleave::file_name_policy']]],
  ['always_5fsha256_6',['always_sha256',['../structcleave_1_1file__rules.html#a72f00f53f5ce5b0c293c006652f1e001',1,'cleave::file_rules']]],
  ['at_7',['at',['../structcleave_1_1place__in__buffer.html#ac3b8b8b33b92c507d98bfed1e9b9b5c8',1,'cleave::place_in_buffer']]],
  ['at_5fleast_8',['at_least',['../structcleave_1_1bytes__needed.html#affe3d89729af2ed387b0e72e7f49702d',1,'cleave::bytes_needed']]],
  ['automatic_5flimit_9',['automatic_limit',['../namespacecleave.html#a813ab59ace0934b63fadbaab0951c06b',1,'cleave']]]
];
