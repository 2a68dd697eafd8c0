// SPDX-License-Identifier: MIT
// length-prefixed-stream: decode({limit, allowEmpty}) and encode(), written to as a socket's data handler writes.
'use strict';
const { serve, Unsupported } = require(process.env.CONTRACT + '/contract.js');
const lps = require('length-prefixed-stream');

function decoder(layout, give, refuse) {
  const stream = lps.decode({ limit: Number(layout.max_payload), allowEmpty: true });
  stream.on('data', (frame) => give(frame)).on('error', () => refuse('frame_too_large'));
  return { feed: (piece) => stream.write(piece), finish: () => stream.end() };
}

function encoder(layout) {
  return (payload) => {
    if (payload.length > layout.max_payload) throw new Unsupported('no limit');
    const stream = lps.encode(), sent = [];
    stream.on('data', (piece) => sent.push(piece));
    stream.write(payload);
    return new Promise((resolve) => setImmediate(() => resolve(Buffer.concat(sent))));
  };
}

serve({ frame_decoder: decoder, frame_encoder: encoder });
