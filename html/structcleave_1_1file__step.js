var structcleave_1_1file__step =
[
    [ "st", "structcleave_1_1file__step.html#a9120b946892316b767818d1cb2dcc3cd", null ],
    [ "event", "structcleave_1_1file__step.html#aafd55d36dbbe3e18411d74632f854287", null ],
    [ "consumed", "structcleave_1_1file__step.html#af81082a7bb6a9df4971e3a5fd39e0647", null ],
    [ "data", "structcleave_1_1file__step.html#a984678c2525145f4466d5a4265c28de7", null ]
];