var frame__error_8hpp =
[
    [ "cleave::frame_error", "structcleave_1_1frame__error.html", "structcleave_1_1frame__error" ],
    [ "cleave::stream_end", "structcleave_1_1stream__end.html", "structcleave_1_1stream__end" ],
    [ "cleave::frame_counters", "structcleave_1_1frame__counters.html", "structcleave_1_1frame__counters" ],
    [ "peer_guess", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40", [
      [ "none", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "tls_hello", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40acdc9ed6479d90744d827d9d7202a52b6", null ],
      [ "http_request", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a50ffed5272a17076d539eb7b322837ad", null ],
      [ "http_reply", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a19a07709e5423bf29a0881353f952616", null ],
      [ "ssh_banner", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a70c9a834e0ee73cac6aaf019223ee492", null ],
      [ "text", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a1cb251ec0d568de6a929b520c4aed8d1", null ],
      [ "swapped_byte_order", "frame__error_8hpp.html#af791fbe4405a2125c69c6bd7456fff40a0a22b053a1daa3c00098e3fe2bd65296", null ]
    ] ],
    [ "to_string", "frame__error_8hpp.html#a6f4bb5c8e9d5c49406dbd135a48ca793", null ],
    [ "guess_peer", "frame__error_8hpp.html#a1713b5af379c54152dd7d34c7b406893", null ],
    [ "explain", "frame__error_8hpp.html#a98f791d68c93fc5be62a98602957dc97", null ],
    [ "describe", "frame__error_8hpp.html#a7da8c01c0e8a573bc4512dc4692197b2", null ]
];