var structcleave_1_1item__lane =
[
    [ "count", "structcleave_1_1item__lane.html#a9c40a54bc0fbdae9cbf414e287488efe", null ],
    [ "byte_step", "structcleave_1_1item__lane.html#a5562a299c9d0114499ac70441604e4b1", null ],
    [ "value_step", "structcleave_1_1item__lane.html#a5ac1aa36cdb293c997ea066251ae120d", null ]
];