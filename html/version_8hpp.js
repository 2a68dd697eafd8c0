var version_8hpp =
[
    [ "version", "version_8hpp.html#ae88b0250c31306902f0444ae2c988dac", null ],
    [ "version_text", "version_8hpp.html#a39d95247bbe9fbfeec49b51675775401", null ]
];