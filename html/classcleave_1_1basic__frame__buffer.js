var classcleave_1_1basic__frame__buffer =
[
    [ "basic_frame_buffer", "classcleave_1_1basic__frame__buffer.html#a3fbcbff2ef9e9bf183e15cd4b0877256", null ],
    [ "basic_frame_buffer", "classcleave_1_1basic__frame__buffer.html#ac2f24ebfc93986e2a1e4cd51c9389ddc", null ],
    [ "basic_frame_buffer", "classcleave_1_1basic__frame__buffer.html#a4c24cb97133be16ecea4921fcc7cd2b8", null ],
    [ "writable", "classcleave_1_1basic__frame__buffer.html#a0ff92d901cab7400cfb2de2505071dfa", null ],
    [ "commit", "classcleave_1_1basic__frame__buffer.html#a6c05d0c520503f7eb0efadda2fae1361", null ],
    [ "next", "classcleave_1_1basic__frame__buffer.html#a6c162ea341c8c8c00886e8dc116bc9a3", null ],
    [ "next", "classcleave_1_1basic__frame__buffer.html#a17e9d2f9b3d636624ea8dd53ce841703", null ],
    [ "visit", "classcleave_1_1basic__frame__buffer.html#adc93287e9e025c5894b7a2fd1e26c5c6", null ],
    [ "visit", "classcleave_1_1basic__frame__buffer.html#a7764d56dcf23a2edc193a3da9c5e479b", null ],
    [ "finish", "classcleave_1_1basic__frame__buffer.html#aebfd61dc8cafc1e07cdcb55f12dd4bab", null ],
    [ "needed", "classcleave_1_1basic__frame__buffer.html#a833f04617837bb8dfcb84a3671a540ba", null ],
    [ "error", "classcleave_1_1basic__frame__buffer.html#a69107d63bad6cb8a7794c144930e0f69", null ],
    [ "counters", "classcleave_1_1basic__frame__buffer.html#ac2f4ca9b540c9c8c9c5c989c5cccb34d", null ],
    [ "offset", "classcleave_1_1basic__frame__buffer.html#add4a768deffc39f2f087b7bee378ad96", null ],
    [ "buffered", "classcleave_1_1basic__frame__buffer.html#a6554ae3a60574a4bdd911faefb63bc3d", null ],
    [ "reset", "classcleave_1_1basic__frame__buffer.html#ad89a8dee9b41d6b62e55ebba1525570f", null ],
    [ "operator==", "classcleave_1_1basic__frame__buffer.html#a98e1375f6ecc63dee4785bfbf23e988e", null ]
];