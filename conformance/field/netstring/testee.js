// SPDX-License-Identifier: MIT
// netstring: Stream over the emitter of a socket's data.
'use strict';
const { EventEmitter } = require('events');
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { Stream } = require('netstring');

function decoder(layout, give, refuse) {
  const socket = new EventEmitter();
  new Stream(socket).on('data', (frame) => give(frame)).on('error', () => refuse('framing'));
  return { feed: (piece) => socket.emit('data', piece) };
}

serve({ frame_decoder: decoder });
