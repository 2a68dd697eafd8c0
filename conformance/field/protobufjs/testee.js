// SPDX-License-Identifier: MIT
// protobufjs: Reader over what has arrived; a RangeError means that bytes are missing, as its users read it.
'use strict';
const { serve, Refused, Unsupported } = require(process.env.CONTRACT + '/contract.js');
const { Reader, Writer } = require('protobufjs/minimal');

function decoder(layout, give) {
  let pending = Buffer.alloc(0);
  const feed = (piece) => {
    pending = Buffer.concat([pending, piece]);
    for (;;) {
      const reader = Reader.create(pending);
      try { give(reader.bytes(), reader.pos); } catch (error) {
        if (error instanceof RangeError) return;
        throw new Refused('varint_too_long');
      }
      pending = pending.subarray(reader.pos);
    }
  };
  return { feed };
}

function encoder(layout) {
  return (payload) => {
    if (payload.length > layout.max_payload) throw new Unsupported('no limit');
    return Writer.create().bytes(payload).finish();
  };
}

serve({ frame_decoder: decoder, frame_encoder: encoder });
