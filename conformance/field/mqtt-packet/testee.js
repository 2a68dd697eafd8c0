// SPDX-License-Identifier: MIT
// mqtt-packet: Parser. A packet is taken where the parser turns to the reader of its type.
'use strict';
const { serve, Refused } = require(process.env.CONTRACT + '/contract.js');
const mqtt = require('mqtt-packet');

function decoder(layout, give, refuse) {
  const parser = mqtt.parser();
  parser._parseHeader = function () { this.packet.cmd = 'pingreq'; this._list.consume(1); return true; };
  parser._parsePayload = function () {
    if (this._list.length < this.packet.length) return false;
    give(this._list.slice(0, this.packet.length));
    return true;
  };
  parser.on('error', () => refuse('varint_too_long'));
  return { feed: (piece) => parser.parse(piece) };
}

serve({ frame_decoder: decoder });
