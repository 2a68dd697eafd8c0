var file__messages_8hpp =
[
    [ "cleave::put_options", "structcleave_1_1put__options.html", "structcleave_1_1put__options" ],
    [ "acknowledgement", "file__messages_8hpp.html#aea124bc5c9b1a49f78b82fb685182776", [
      [ "received", "file__messages_8hpp.html#aea124bc5c9b1a49f78b82fb685182776ac5946eb9400717fd6f40e26e36cdb498", null ],
      [ "stored", "file__messages_8hpp.html#aea124bc5c9b1a49f78b82fb685182776ac9ee90255cdc1ef5f247317065e74111", null ],
      [ "durable", "file__messages_8hpp.html#aea124bc5c9b1a49f78b82fb685182776a1759f1882f006d03b6a627d4bf2cfb34", null ]
    ] ],
    [ "write_upload", "file__messages_8hpp.html#ac5852a66654b1193da2cc8c777f20fa0", null ],
    [ "write_put", "file__messages_8hpp.html#a7f41bd4353e9af6158adb3bd6d633b9f", null ],
    [ "write_get", "file__messages_8hpp.html#ad62b9822ad29046567defb4fef265b14", null ],
    [ "write_stat", "file__messages_8hpp.html#aad1a75e9ed29dfa4dffa741d74f94604", null ],
    [ "write_get_reply_plain", "file__messages_8hpp.html#a53240678f9e72070a342272fb067eb73", null ],
    [ "write_get_reply", "file__messages_8hpp.html#ad855bb0aac3a950f959d8d2487c50322", null ],
    [ "write_stat_reply", "file__messages_8hpp.html#a73c27226390fbba99a628640b0c2ab6d", null ],
    [ "to_string", "file__messages_8hpp.html#aba2b913debda5a553c5bffeffd84b37b", null ],
    [ "write_put_reply", "file__messages_8hpp.html#a8ed974605eff2d796067d642ab8c87a3", null ],
    [ "write_error_reply", "file__messages_8hpp.html#a43a5a3d80a87636b4629f3d5a73d7726", null ]
];