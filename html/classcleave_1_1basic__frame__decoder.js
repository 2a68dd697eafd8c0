var classcleave_1_1basic__frame__decoder =
[
    [ "basic_frame_decoder", "classcleave_1_1basic__frame__decoder.html#a049bcdcf14827d4d996189d71ee229e7", null ],
    [ "basic_frame_decoder", "classcleave_1_1basic__frame__decoder.html#a3caa5aed745c296fbd9ada4fc351602d", null ],
    [ "decode", "classcleave_1_1basic__frame__decoder.html#ab486160b8f746ba512c644d5a434b9a1", null ],
    [ "visit", "classcleave_1_1basic__frame__decoder.html#a4ebadfad021db7e7806b260886d9552c", null ],
    [ "finish", "classcleave_1_1basic__frame__decoder.html#a1a2eeb6d204d1286eede76b5f18a41d8", null ],
    [ "needed", "classcleave_1_1basic__frame__decoder.html#a18de8656cccf69832d1cd221ea443383", null ],
    [ "header", "classcleave_1_1basic__frame__decoder.html#a069ebaa195a18e9552e12cf054108c37", null ],
    [ "error", "classcleave_1_1basic__frame__decoder.html#aa190683c59acc7013464695373359c72", null ],
    [ "frames", "classcleave_1_1basic__frame__decoder.html#ac84282f2723051dcd46363714be792ba", null ],
    [ "offset", "classcleave_1_1basic__frame__decoder.html#a3d527c842a7100270011fd869650c45f", null ],
    [ "reset", "classcleave_1_1basic__frame__decoder.html#a78fe9e0417d3869fe73489289b3559d1", null ],
    [ "operator==", "classcleave_1_1basic__frame__decoder.html#adcf1514507e2d72d7c5c6545b9143b4a", null ]
];