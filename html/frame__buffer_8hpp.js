var frame__buffer_8hpp =
[
    [ "cleave::basic_frame_buffer< Prefix >", "classcleave_1_1basic__frame__buffer.html", "classcleave_1_1basic__frame__buffer" ],
    [ "frame_buffer", "frame__buffer_8hpp.html#a407d67ee8e0c984a5232711bbe5d03a5", null ],
    [ "runtime_frame_buffer", "frame__buffer_8hpp.html#a48839af17fa7b315326836232dc200da", null ]
];