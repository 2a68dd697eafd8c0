var NAVTREEINDEX8 =
{
"utf8_8hpp.html#a4c984cc6f5071f2db17149bb28dca81b":[35,0,0,0,29,2],
"utf8_8hpp_source.html":[35,0,0,0,29],
"version_8hpp.html":[35,0,0,0,30],
"version_8hpp.html#a39d95247bbe9fbfeec49b51675775401":[35,0,0,0,30,1],
"version_8hpp.html#ae88b0250c31306902f0444ae2c988dac":[35,0,0,0,30,0],
"version_8hpp_source.html":[35,0,0,0,30]
};
