var structcleave_1_1prefix__layout =
[
    [ "is_varint", "structcleave_1_1prefix__layout.html#abc6a6bdd987a6488d566c87e70645824", null ],
    [ "min_header_bytes", "structcleave_1_1prefix__layout.html#ac4cf293b20530341ad5cfddfa12b7401", null ],
    [ "max_header_bytes", "structcleave_1_1prefix__layout.html#a2c1f7932955770105c903b795492c47e", null ],
    [ "counted_header_bytes", "structcleave_1_1prefix__layout.html#ad529b430d7d13fdbd09858a94d5b8016", null ],
    [ "field_capacity", "structcleave_1_1prefix__layout.html#a29232c3868b46515afe186159b0b843e", null ],
    [ "operator==", "structcleave_1_1prefix__layout.html#a662dbbb0a0b14060a6d777fe62ac980f", null ],
    [ "width", "structcleave_1_1prefix__layout.html#aed01d0f96db7a082b30e93b6e78ced30", null ],
    [ "order", "structcleave_1_1prefix__layout.html#a4c05a12d4b81d811a0def86cec8f55ef", null ],
    [ "is_signed", "structcleave_1_1prefix__layout.html#af19fb6b6b2fac9b46d1d9757e14bb655", null ],
    [ "counts", "structcleave_1_1prefix__layout.html#aa922c1f8cf2196d2f2c3a3214fae7adc", null ],
    [ "offset", "structcleave_1_1prefix__layout.html#a57e3aefeb0b355020d928522ef7fc4ac", null ],
    [ "gap", "structcleave_1_1prefix__layout.html#a861ffeeadf361c8876bb3436079ee8ce", null ],
    [ "max_payload", "structcleave_1_1prefix__layout.html#a2b2e3b99aa1feba8be9850ba47966019", null ]
];