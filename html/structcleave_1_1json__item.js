var structcleave_1_1json__item =
[
    [ "st", "structcleave_1_1json__item.html#ae312b022a1b98fe241271ad19ee32d9e", null ],
    [ "token", "structcleave_1_1json__item.html#a773eee5309544725921745be11e93cae", null ],
    [ "text", "structcleave_1_1json__item.html#ad075f494780420f158517b132764db66", null ],
    [ "offset", "structcleave_1_1json__item.html#ac0eba9549e90b71af68f67976afe75d2", null ]
];