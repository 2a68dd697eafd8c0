var searchData=
[
  ['byte_5forder_2ehpp_0',['byte_order.hpp',['../byte__order_8hpp.html',1,'']]]
];
