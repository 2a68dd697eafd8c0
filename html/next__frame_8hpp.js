var next__frame_8hpp =
[
    [ "cleave::frame", "structcleave_1_1frame.html", "structcleave_1_1frame" ],
    [ "cleave::frames_visited", "structcleave_1_1frames__visited.html", "structcleave_1_1frames__visited" ],
    [ "next_frame", "next__frame_8hpp.html#a092a59e7a782d551185c00318a249c38", null ],
    [ "next_frame", "next__frame_8hpp.html#a279be42b3d3b3ca87d5a9d89acf8a8e0", null ],
    [ "visit_frames", "next__frame_8hpp.html#a3a2783eb21de139e07cf32e80e138ec6", null ],
    [ "explain_frame", "next__frame_8hpp.html#a32047a4ddf8a7fb104e14672d783db55", null ],
    [ "explain_frame", "next__frame_8hpp.html#a9bf1344b6c36f783f1ccb83185490a04", null ]
];