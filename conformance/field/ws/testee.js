// SPDX-License-Identifier: MIT
// ws: the Receiver that a server's WebSocket writes what its socket reads to.
'use strict';
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { Receiver } = require('ws');

function decoder({ max_payload }, give, refuse) {
  const receiver = new Receiver({ isServer: true, maxPayload: Number(max_payload) });
  receiver.on('message', (data) => give(data)).on('ping', (data) => give(data));
  receiver.on('error', ({ code }) => refuse(code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'frame_too_large' : 'framing'));
  return { feed: (piece) => receiver.write(piece) };
}

serve({ frame_decoder: decoder });
