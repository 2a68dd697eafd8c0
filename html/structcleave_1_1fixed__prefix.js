var structcleave_1_1fixed__prefix =
[
    [ "operator==", "structcleave_1_1fixed__prefix.html#ab0de83b371aa371f1cee06bbddf84cad", null ]
];