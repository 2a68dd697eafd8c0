// SPDX-License-Identifier: MIT
// frame-stream: decode({lengthSize, maxSize}) and encode({lengthSize}).
'use strict';
const { serve, Refused, Unsupported } = require(process.env.CONTRACT + '/contract.js');
const frames = require('frame-stream');

function decoder(layout, give, refuse) {
  const stream = frames.decode({ lengthSize: layout.width, maxSize: Number(layout.max_payload) });
  stream.on('data', (frame) => give(frame));
  stream.on('error', (error) => refuse(/less than zero/.test(error.message) ? 'negative_length' : 'frame_too_large'));
  return { feed: (piece) => stream.write(piece), finish: () => stream.end() };
}

function encoder(layout) {
  return (payload) => {
    if (payload.length > layout.max_payload) throw new Unsupported('no limit');
    const stream = frames.encode({ lengthSize: layout.width }), sent = [];
    stream.on('data', (piece) => sent.push(piece));
    stream.on('error', () => {});
    try { stream.write(payload); } catch { throw new Refused('frame_too_large'); }
    return new Promise((resolve) => setImmediate(() => resolve(Buffer.concat(sent))));
  };
}

serve({ frame_decoder: decoder, frame_encoder: encoder });
