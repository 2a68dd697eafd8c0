// SPDX-License-Identifier: MIT
// cassandra-driver: streams.Protocol, the first stage behind its socket.
'use strict';
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { Protocol } = require('cassandra-driver/lib/streams');

function decoder(layout, give) {
  const stream = new Protocol({ objectMode: true });
  Object.assign(stream, { version: 4, headerSize: 9 });
  let body = [], size = 0;
  stream.on('data', ({ header, chunk, offset, frameEnded }) => {
    const part = chunk.subarray(offset, offset + header.bodyLength - size);
    body.push(part);
    size += part.length;
    if (!frameEnded) return;
    give(Buffer.concat(body));
    [body, size] = [[], 0];
  });
  return { feed: (piece) => new Promise((resolve) => stream.write(piece, resolve)) };
}

serve({ frame_decoder: decoder });
