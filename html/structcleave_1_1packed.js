var structcleave_1_1packed =
[
    [ "operator bool", "structcleave_1_1packed.html#aeffa77ef236c067afd8e152ec6d755a8", null ],
    [ "operator*", "structcleave_1_1packed.html#a15311e7e121137f5b95eeb1c24989ae8", null ],
    [ "error", "structcleave_1_1packed.html#a4a7ad2052701012f4b6aa57bff42821b", null ],
    [ "bytes", "structcleave_1_1packed.html#a8c075425bc7943f5ff4764729e000301", null ]
];