// SPDX-License-Identifier: MIT
// avsc: FrameDecoder, through which services read their transports. It joins frames to messages, which an empty
// frame ends; the frames are read where it keeps them until then.
'use strict';
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { FrameDecoder } = require('avsc/lib/services').streams;

function decoder(layout, give, refuse) {
  const stream = new FrameDecoder();
  const take = () => stream._bufs.splice(0).forEach((frame) => give(frame));
  stream.on('data', ({ payload }) => { payload.forEach((frame) => give(frame)); give(Buffer.alloc(0)); });
  stream.on('error', () => refuse('truncated'));
  const feed = (piece) => new Promise((resolve) => stream.write(piece, () => setImmediate(() => { take(); resolve(); })));
  return { feed, finish: () => stream.end() };
}

serve({ frame_decoder: decoder });
