var structcleave_1_1status__text =
[
    [ "code", "structcleave_1_1status__text.html#a468f17d8728b9397e6c159ad9a4b839f", null ],
    [ "name", "structcleave_1_1status__text.html#a58264b93b5d64ee6967f84678cddd729", null ],
    [ "rule", "structcleave_1_1status__text.html#afc45bad29ed171b3fe79e37e140e33f4", null ]
];