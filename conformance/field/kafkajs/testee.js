// SPDX-License-Identifier: MIT
// kafkajs: Connection.processData, the handler of its socket's data. It takes the first four bytes of a frame, the
// correlation id, off the payload; they are put back.
'use strict';
const { serve, Refused, Unsupported } = require(process.env.CONTRACT + '/contract.js');
const Connection = require('kafkajs/src/network/connection');

function decoder(layout, give) {
  const logger = { namespace: () => logger, debug() {}, error() {}, info() {}, warn() {} };
  const connection = new Connection({ host: 'x', port: 1, logger, socketFactory() {}, instrumentationEmitter: { emit() {} } });
  connection.requestQueue.fulfillRequest = ({ correlationId, payload }) => {
    const id = Buffer.alloc(4);
    id.writeInt32BE(correlationId);
    give(Buffer.concat([id, payload]));
  };
  let stream = Buffer.alloc(0);
  const isShort = () => { // a response has four bytes at least; what comes of less is in facts.json
    for (let at = 0, size; at + 4 <= stream.length && (size = stream.readInt32BE(at)) >= 0; at += 4 + size) if (size < 4) return true;
    return false;
  };
  const feed = (piece) => {
    stream = Buffer.concat([stream, piece]);
    if (isShort()) throw new Unsupported('frames below four bytes');
    try { connection.processData(piece); } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Refused('framing');
    }
  };
  return { feed };
}

serve({ frame_decoder: decoder });
