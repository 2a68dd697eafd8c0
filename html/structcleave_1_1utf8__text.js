var structcleave_1_1utf8__text =
[
    [ "view", "structcleave_1_1utf8__text.html#ad32184fa135de86283e8fb2e278462db", null ],
    [ "bytes", "structcleave_1_1utf8__text.html#a4beb52b3edcfc9146d1d4b1e6aada34d", null ],
    [ "size", "structcleave_1_1utf8__text.html#aafeef741af697ac31de89a384faa9739", null ]
];