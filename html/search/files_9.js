var searchData=
[
  ['pack_2ehpp_0',['pack.hpp',['../pack_8hpp.html',1,'']]],
  ['pack_5ferror_2ehpp_1',['pack_error.hpp',['../pack__error_8hpp.html',1,'']]],
  ['pack_5fvalues_2ehpp_2',['pack_values.hpp',['../pack__values_8hpp.html',1,'']]],
  ['pump_2ehpp_3',['pump.hpp',['../pump_8hpp.html',1,'']]]
];
