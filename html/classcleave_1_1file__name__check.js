var classcleave_1_1file__name__check =
[
    [ "file_name_check", "classcleave_1_1file__name__check.html#a64c8b856543e26b254256fe57b861aed", null ],
    [ "verdict", "classcleave_1_1file__name__check.html#ab03cef429b155a76761d165c13836c1f", null ]
];