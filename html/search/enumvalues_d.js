var searchData=
[
  ['sha256_0',['sha256',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09ad8d8a6d2e9e1fb99302b479a8fe540d4',1,'cleave']]],
  ['size_1',['size',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09af7bd60b75b29d79b660a2859395c1a24',1,'cleave']]],
  ['sized_2',['sized',['../namespacecleave.html#a93a73171208e9fcac1d71713be5ec22aa2804e581d2f052b617b3989ee949b739',1,'cleave']]],
  ['status_3',['status',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a9acb44549b41563697bb490144ec6258',1,'cleave']]],
  ['stderr_5fdata_4',['stderr_data',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbda4a2f4ceed0b741ff0cde90b59621d414',1,'cleave']]],
  ['stderr_5fsize_5',['stderr_size',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09ad4a8ae97607cbdda94f0fab4e9597ad3',1,'cleave']]],
  ['stdout_5fdata_6',['stdout_data',['../namespacecleave.html#a7ae8ccff96d1afdc636186c82587edbda6e1b50c5cc91bcc28f96d47d4030e553',1,'cleave']]],
  ['stdout_5fsize_7',['stdout_size',['../namespacecleave.html#a03e582ae75a4933f28c7655bb2dc1a09a2ce98508e62ebc54f645f79ed1549059',1,'cleave']]],
  ['stored_8',['stored',['../namespacecleave.html#aea124bc5c9b1a49f78b82fb685182776ac9ee90255cdc1ef5f247317065e74111',1,'cleave']]]
];
