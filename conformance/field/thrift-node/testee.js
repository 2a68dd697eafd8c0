// SPDX-License-Identifier: MIT
// thrift: TFramedTransport.receiver, with its own limit, as its server sets it.
'use strict';
const { serve, Refused } = require(process.env.CONTRACT + '/contract.js');
const { TFramedTransport } = require('thrift');

function decoder(layout, give) {
  const receive = TFramedTransport.receiver((frame) => give(frame.inBuf), 0, Number(layout.max_payload));
  const feed = (piece) => {
    try { receive(piece); } catch { throw new Refused('frame_too_large'); }
  };
  return { feed };
}

serve({ frame_decoder: decoder });
