// SPDX-License-Identifier: MIT
// kafkajs: Connection.processData, the handler of its socket's data. It takes the first four bytes of a frame, the
// correlation id, off the payload; they are put back.
'use strict';
const { serve, Refused } = require(process.env.CONTRACT + '/contract.js');
const Connection = require('kafkajs/src/network/connection');

function decoder(layout, give) {
  const logger = { namespace: () => logger, debug() {}, error() {}, info() {}, warn() {} };
  const connection = new Connection({ host: 'x', port: 1, logger, socketFactory() {}, instrumentationEmitter: { emit() {} } });
  connection.requestQueue.fulfillRequest = ({ correlationId, payload }) => {
    const id = Buffer.alloc(4);
    id.writeInt32BE(correlationId);
    give(Buffer.concat([id, payload.buffer || payload]));
  };
  const feed = (piece) => { // a RangeError leaves the handler, and ends the process: see facts.json
    try { connection.processData(piece); } catch { throw new Refused('framing'); }
  };
  return { feed };
}

serve({ frame_decoder: decoder });
