var searchData=
[
  ['status_2ehpp_0',['status.hpp',['../status_8hpp.html',1,'']]],
  ['struct_5fformat_2ehpp_1',['struct_format.hpp',['../struct__format_8hpp.html',1,'']]],
  ['struct_5fitem_2ehpp_2',['struct_item.hpp',['../struct__item_8hpp.html',1,'']]]
];
