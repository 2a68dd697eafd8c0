var copy__bytes_8hpp =
[
    [ "copy_bytes", "copy__bytes_8hpp.html#a828f5323d1c3bbfdb5a0129f04fc27f0", null ]
];