var structcleave_1_1value__at =
[
    [ "operator==", "structcleave_1_1value__at.html#a2919f25afee026881efb2376eecc46f9", null ],
    [ "held", "structcleave_1_1value__at.html#a2c3d3bd41519cc627cebcef14210d526", null ]
];