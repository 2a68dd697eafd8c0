// SPDX-License-Identifier: MIT
// A server that reads a socket through decode(), and gets a length of 2^32 + 2 in five bytes.
'use strict';
const net = require('net');
const { watch } = require(process.env.CONTRACT + '/victim.js');
const lps = require('length-prefixed-stream');

watch(({ listens, say }) => {
  const server = net.createServer((socket) => {
    const frames = lps.decode();
    frames.on('error', (error) => { say('an error that is handled: ' + error.message); socket.destroy(); });
    frames.on('data', (frame) => say(`a frame of ${frame.length} bytes`));
    socket.pipe(frames);
  }).listen(0, '127.0.0.1', () => listens(server.address().port));
}, '828080801061');
