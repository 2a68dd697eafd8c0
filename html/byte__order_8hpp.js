var byte__order_8hpp =
[
    [ "byte_swap", "byte__order_8hpp.html#a7f79104987c2853d6cc5519ea14c62ab", null ],
    [ "load", "byte__order_8hpp.html#a8ebae99b0a43bc9976959cd185beb7b1", null ],
    [ "store", "byte__order_8hpp.html#a62313575b5b78ff0b83c1b24b2fcf26e", null ]
];