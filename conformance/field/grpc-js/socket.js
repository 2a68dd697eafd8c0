// SPDX-License-Identifier: MIT
// A server with a limit of 16 bytes for a message; a client streams one of 3 bytes and one of 17, in one DATA frame.
'use strict';
const http2 = require('http2');
const { watch } = require(process.env.CONTRACT + '/victim.js');
const grpc = require('@grpc/grpc-js');

watch(({ say }) => {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 16 });
  const identity = (bytes) => bytes;
  server.addService({ collect: { path: '/field/collect', requestStream: true, responseStream: false, requestSerialize: identity,
    requestDeserialize: identity, responseSerialize: identity, responseDeserialize: identity } }, {
    collect: (call) => call.on('data', (message) => say(`a message of ${message.length} bytes`)).on('error', () => {}),
  });
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (failed, port) => {
    const session = http2.connect('http://127.0.0.1:' + port);
    const pieces = process.env.PIECES === 'two' ? ['0000000003616161', '0000000011'] : ['00000000036161610000000011'];
    const call = session.request({ ':method': 'POST', ':path': '/field/collect', 'content-type': 'application/grpc', te: 'trailers' });
    call.on('error', () => {}).on('response', (headers) => say('status ' + headers['grpc-status'])).on('trailers', (t) => say('status ' + t['grpc-status']));
    pieces.forEach((piece, i) => setTimeout(() => call.write(Buffer.from(piece, 'hex')), 500 * i));
  });
}, '');
