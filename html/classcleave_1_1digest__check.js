var classcleave_1_1digest__check =
[
    [ "begin", "classcleave_1_1digest__check.html#a6ed6a67a5fa9a5d3cd3c182eafa0373f", null ],
    [ "update", "classcleave_1_1digest__check.html#a6b34b62fc288a1d53e13c912d55e1c7f", null ],
    [ "holds", "classcleave_1_1digest__check.html#a391bd0394f2ef138fac83e8acc822c06", null ],
    [ "found", "classcleave_1_1digest__check.html#a9dc0ac46c4b5797636028a237f619355", null ],
    [ "is_running", "classcleave_1_1digest__check.html#abcce6fb816a27d4b149c8a45a3916440", null ],
    [ "running", "classcleave_1_1digest__check.html#a9d1c182671fc79575daf9661efe825a6", null ],
    [ "operator==", "classcleave_1_1digest__check.html#a2f989292fd29fdf2226ff274a1c7b9b1", null ]
];