var classcleave_1_1json__string__bytes =
[
    [ "json_string_bytes", "classcleave_1_1json__string__bytes.html#a26f556de78b5d79a6512d6bd5e85628b", null ],
    [ "next", "classcleave_1_1json__string__bytes.html#a3ab83c3dba9da0d800ea631cf8ada4cd", null ]
];