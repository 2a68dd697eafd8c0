var dir_d44c64559bbebec7f509842c48db8b23 =
[
    [ "cleave", "dir_06d471c40c84a07c57456a7c94c91045.html", "dir_06d471c40c84a07c57456a7c94c91045" ]
];