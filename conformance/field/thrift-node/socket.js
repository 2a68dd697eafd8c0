// SPDX-License-Identifier: MIT
// A client whose server sends the length -4.
'use strict';
const { watch } = require(process.env.CONTRACT + '/victim.js');
const thrift = require('thrift');

watch(({ port, say }) => {
  const options = { transport: thrift.TFramedTransport, protocol: thrift.TBinaryProtocol };
  const connection = thrift.createConnection('127.0.0.1', port, options);
  connection.on('error', (error) => say('an error that is handled: ' + error.message));
  connection.client = {};
}, 'fffffffc');
