// SPDX-License-Identifier: MIT
// A server over HTTP, as the documentation of avsc sets it up, that gets a body with the length -4.
'use strict';
const http = require('http');
const { watch } = require(process.env.CONTRACT + '/victim.js');
const avro = require('avsc');

watch(({ listens, say }) => {
  const protocol = { protocol: 'Ping', messages: { ping: { request: [], response: 'null' } } };
  const service = avro.Service.forProtocol(protocol).createServer({ silent: true }).onPing((done) => done());
  service.on('error', (error) => say('an error that is handled: ' + error.message));
  const server = http.createServer((request, response) => {
    service.createChannel((done) => { done(null, response); return request; });
  }).listen(0, '127.0.0.1', () => listens(server.address().port));
}, Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n').toString('hex') + 'fffffffc');
