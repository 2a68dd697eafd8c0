var classcleave_1_1unpack__range_1_1iterator =
[
    [ "value_type", "classcleave_1_1unpack__range_1_1iterator.html#ad37926893f38e30340b073d21aa12176", null ],
    [ "difference_type", "classcleave_1_1unpack__range_1_1iterator.html#a4a930e623a32d703443d9e1130fd60e2", null ],
    [ "iterator", "classcleave_1_1unpack__range_1_1iterator.html#ae1418444fed62d06eef25e9b1a4a4c37", null ],
    [ "operator*", "classcleave_1_1unpack__range_1_1iterator.html#a123a2e078919d7d428decacbfe91882a", null ],
    [ "operator++", "classcleave_1_1unpack__range_1_1iterator.html#aca444e40928ef04c4c69998767a81f32", null ],
    [ "operator++", "classcleave_1_1unpack__range_1_1iterator.html#add48d1e1861e7a9f06f7214b28959ca2", null ],
    [ "operator==", "classcleave_1_1unpack__range_1_1iterator.html#a37b8356ea00b1baa0cfc243e9ee378cf", null ]
];