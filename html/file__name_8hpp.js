var file__name_8hpp =
[
    [ "cleave::file_name_policy", "structcleave_1_1file__name__policy.html", "structcleave_1_1file__name__policy" ],
    [ "cleave::file_name_check", "classcleave_1_1file__name__check.html", "classcleave_1_1file__name__check" ],
    [ "cleave::escaped_char", "structcleave_1_1escaped__char.html", "structcleave_1_1escaped__char" ],
    [ "is_control_character", "file__name_8hpp.html#a01a24fa1c2ddc541268b98d93b7411fa", null ],
    [ "is_joiner", "file__name_8hpp.html#a08287676aca21511a00151fdbe637a7f", null ],
    [ "is_invisible_character", "file__name_8hpp.html#a675f1d2ef7d3eed94d76e2616f6c6d86", null ],
    [ "starts_with_in_any_case", "file__name_8hpp.html#a91a087d63d36fe028c2240113cb55796", null ],
    [ "is_device_name", "file__name_8hpp.html#aacc999145793244f807b3a7ae4537f50", null ],
    [ "check_file_name", "file__name_8hpp.html#a61b8805abd57b178a6f188fdc64430ca", null ],
    [ "base_name", "file__name_8hpp.html#af38fb2b835887fc014b9102eab1bfa99", null ],
    [ "escape_for_display", "file__name_8hpp.html#a87d74c084f28f4389564ebc6a9dfecb7", null ]
];