var pack__error_8hpp =
[
    [ "cleave::pack_error", "structcleave_1_1pack__error.html", "structcleave_1_1pack__error" ],
    [ "cleave::place_in_buffer", "structcleave_1_1place__in__buffer.html", "structcleave_1_1place__in__buffer" ],
    [ "struct_call", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6e", [
      [ "calcsize", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6ea2213c0e76a1b47a836e94c496e77a63c", null ],
      [ "pack", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6eab484857901742afc9e9d4e9853596ce2", null ],
      [ "pack_into", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6ea79040c7d5bba6eb8d24ebb183b4b423c", null ],
      [ "unpack", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6ea795bfbff720d91005eb8383eac659f40", null ],
      [ "unpack_from", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6ea38ab1f582d122833a664750719da1356", null ],
      [ "iter_unpack", "pack__error_8hpp.html#afdbddd86923827ebbd4966a5f04f8d6ea4c0832bc4c5846dfaf1229706bf72adf", null ]
    ] ],
    [ "describe", "pack__error_8hpp.html#a400cbc3006ee22f8c3d1df271b61805a", null ],
    [ "find_place", "pack__error_8hpp.html#a33ed99c95eceab881146695cc7408739", null ],
    [ "place_error", "pack__error_8hpp.html#ab6b5ddfabcae078ff80f118679c98e62", null ],
    [ "check_iteration", "pack__error_8hpp.html#a7da4b0f1a86546d7f7ef3bac47d72ecf", null ],
    [ "pack_error_text_max", "pack__error_8hpp.html#ae1e890ed8edbbe7b35a2456423be97ee", null ]
];