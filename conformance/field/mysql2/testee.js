// SPDX-License-Identifier: MIT
// mysql2: PacketParser, which its connection feeds with the socket's data.
'use strict';
const { serve } = require(process.env.CONTRACT + '/contract.js');
const PacketParser = require(process.env.NODE_PATH + '/mysql2/lib/packet_parser.js');

function decoder(layout, give) {
  const parser = new PacketParser((packet) => give(packet.buffer.subarray(packet.start + 4, packet.end)));
  return { feed: (piece) => parser.execute(piece) };
}

serve({ frame_decoder: decoder });
