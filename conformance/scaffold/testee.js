// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: cleave-conformance --testee 'node testee.js'
const LAYOUT = 'python_int', HEADER = 4; // the layout that your codec speaks, and the bytes of its header

class Codec {
  constructor(limit) {
    this.limit = limit; // the largest payload that is taken
    this.pending = Buffer.alloc(0); // the bytes of a frame that is not whole
  }

  feed(piece, give) {
    // HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or throw 'frame_too_large'.
    return;
  }

  finish() {
    // HOLE 2, finish: the stream has ended. Within a frame: throw 'truncated_prefix' or 'truncated_payload'.
    return;
  }

  encode(payload) {
    // HOLE 3, encode: return the bytes of the frame, or throw 'frame_too_large'.
    return payload;
  }
}

function run({ seq, role, layout, options, deliveries, end }) {
  const isMine = ['frame_decoder', 'frame_encoder'].includes(role) && layout.name === LAYOUT;
  if (!isMine || Object.keys(options).length !== 0) return { seq, unsupported: 'not this role, layout or option' };
  const codec = new Codec(layout.max_payload), events = [], decodes = role === 'frame_decoder';
  let begin = 0, total = 0, now = 0;
  const give = (payload) => {
    events.push([now, `begin ${payload.length}`], [now, `data x'${payload.toString('hex')}'`], [now, 'end']);
    begin += HEADER + payload.length;
  };
  try {
    for (; now < deliveries.length; ++now) {
      const piece = Buffer.from(deliveries[now], 'hex');
      total += piece.length;
      if (decodes) codec.feed(piece, give);
      else events.push([now, `send x'${codec.encode(piece).toString('hex')}'`]);
    }
    if (end !== 'open' && decodes) codec.finish();
  } catch (why) {
    if (typeof why !== 'string') throw why;
    events.push([now, `error ${why}` + (decodes ? ` at=${why.startsWith('truncated') ? total : begin}` : '')]);
  }
  return { seq, events };
}

const started = { type: 'started', name: 'my codec', roles: ['frame_decoder', 'frame_encoder'], frames: 'whole' };
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line);
  if (asked.type === 'stop') process.exit(0);
  console.log(JSON.stringify(asked.type === 'start' ? { ...started, layouts: [LAYOUT] } : run(asked)));
});
