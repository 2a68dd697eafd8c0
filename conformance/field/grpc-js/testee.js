// SPDX-License-Identifier: MIT
// @grpc/grpc-js: StreamDecoder, which client and server feed with the data of an HTTP/2 stream.
'use strict';
const { serve, Refused } = require(process.env.CONTRACT + '/contract.js');
const { StreamDecoder } = require('@grpc/grpc-js/build/src/stream-decoder');

function decoder(layout, give) {
  const stream = new StreamDecoder(Number(layout.max_payload));
  const feed = (piece) => {
    let messages;
    try { messages = stream.write(piece); } catch { throw new Refused('frame_too_large'); }
    for (const message of messages) give(message.subarray(5));
  };
  return { feed };
}

serve({ frame_decoder: decoder });
