var structcleave_1_1command__step =
[
    [ "st", "structcleave_1_1command__step.html#af728dda131115484e239cece3f8bcd70", null ],
    [ "event", "structcleave_1_1command__step.html#a769e7ae66eaa2272d729a5634df1a866", null ],
    [ "consumed", "structcleave_1_1command__step.html#ae9b3b225c5d0fcada9f7a8d07dbb9557", null ],
    [ "data", "structcleave_1_1command__step.html#a72e82003f1555c6194f601a9a5ae0a8b", null ]
];