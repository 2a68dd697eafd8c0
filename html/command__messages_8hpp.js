var command__messages_8hpp =
[
    [ "cleave::command_outcome", "structcleave_1_1command__outcome.html", "structcleave_1_1command__outcome" ],
    [ "cleave::command_step", "structcleave_1_1command__step.html", "structcleave_1_1command__step" ],
    [ "cleave::command_reply_decoder", "classcleave_1_1command__reply__decoder.html", "classcleave_1_1command__reply__decoder" ],
    [ "command_event", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbd", [
      [ "none", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbda334c4a4c42fdb79d7ebc3e73b517e6f8", null ],
      [ "reply", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbdae84afaab83ecb301b3d97ce4174d2773", null ],
      [ "stdout_data", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbda6e1b50c5cc91bcc28f96d47d4030e553", null ],
      [ "stderr_data", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbda4a2f4ceed0b741ff0cde90b59621d414", null ],
      [ "end", "command__messages_8hpp.html#a7ae8ccff96d1afdc636186c82587edbda7f021a1415b86f2d013b2618fb31ae53", null ]
    ] ],
    [ "check_command", "command__messages_8hpp.html#a065ca614b6587d57972533b628b52e61", null ],
    [ "write_exec", "command__messages_8hpp.html#a5dfdf60cb0e2a116a7c121636d18db4c", null ],
    [ "write_exec_reply", "command__messages_8hpp.html#a841951ddcbb3f5f8cb1265ed2f513aef", null ],
    [ "write_command_reply_plain", "command__messages_8hpp.html#a2233fe70735593d6bce10f3bf926451f", null ]
];