// SPDX-License-Identifier: MIT
// pg-protocol: Parser. A message is taken where the parser hands it to the reader of its type.
'use strict';
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { Parser } = require('pg-protocol/dist/parser');

function decoder(layout, give) {
  const parser = new Parser();
  parser.handlePacket = (offset, code, length, bytes) => bytes.subarray(offset, offset + length - 4);
  return { feed: (piece) => parser.parse(piece, (payload) => give(payload)) };
}

serve({ frame_decoder: decoder });
