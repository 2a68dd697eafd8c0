var classcleave_1_1command__reply__decoder =
[
    [ "command_reply_decoder", "classcleave_1_1command__reply__decoder.html#a5590a5f10691f0cdeb831156fc1355df", null ],
    [ "rebind", "classcleave_1_1command__reply__decoder.html#a6536a68902bd1960aa40f1b82aeb87ea", null ],
    [ "decode", "classcleave_1_1command__reply__decoder.html#ae2867610cbbf7158477eee3f88e40331", null ],
    [ "outcome", "classcleave_1_1command__reply__decoder.html#abbf9993fea0764daffcfd92f9cc41f72", null ],
    [ "finish", "classcleave_1_1command__reply__decoder.html#ad128c6a6be606045b8969dc9e417854b", null ],
    [ "needed", "classcleave_1_1command__reply__decoder.html#a631e33d595ed0947155c257ae1b151d3", null ],
    [ "error", "classcleave_1_1command__reply__decoder.html#a07acb5b0567ae4a2ff6b80693fc65000", null ],
    [ "operator==", "classcleave_1_1command__reply__decoder.html#a3d563067b21e3865a6d19c01b938a79b", null ]
];