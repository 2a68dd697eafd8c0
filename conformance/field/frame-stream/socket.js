// SPDX-License-Identifier: MIT
// A server that reads a socket through decode(), and gets an empty frame and one of a byte.
'use strict';
const net = require('net');
const { watch } = require(process.env.CONTRACT + '/victim.js');
const frames = require('frame-stream');

watch(({ listens, say }) => {
  const server = net.createServer((socket) => {
    socket.pipe(frames.decode()).on('data', (frame) => say(`a frame of ${frame.length} bytes`));
  }).listen(0, '127.0.0.1', () => listens(server.address().port));
}, '000000000000000161');
