var structcleave_1_1item__codec =
[
    [ "bits", "structcleave_1_1item__codec.html#a535295d92611b58dd51280489e328c33", null ],
    [ "integer", "structcleave_1_1item__codec.html#a158caf87b5f678957d6f73f1ef43a083", null ]
];