// SPDX-License-Identifier: MIT
// What the JavaScript testees here share: they bring a decoder, this speaks the contract.
//
// A decoder is made of a layout: { feed(piece), finish() }; it calls give(payload) for each frame that is now whole, and
// throws or calls refuse(name) for an error, by its name in status.hpp. An offset is counted from the frames handed out.
// After each piece the event loop turns twice, so that streams hand on what they have.
'use strict';
class Refused extends Error {}
class Unsupported extends Error {}

const form = process.env.FORM; // the protocol of all cases, if no layout has its headers
const isPlain = ({ form: asked, ...others }) => (asked || '') === form && Object.keys(others).length === 0;

function headerSize({ width, offset, gap }, payload) {
  if (width !== 'varint') return offset + width + gap;
  let size = 1;
  for (let left = payload; left >= 128; left = Math.floor(left / 128)) ++size;
  return offset + size + gap;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function decode(make, { layout, deliveries, end }) {
  const events = [];
  let now = 0, begin = 0, total = 0, failed = false;
  const give = (payload, size) => {
    if (failed) return;
    events.push([now, `begin ${payload.length}`], [now, `data x'${Buffer.from(payload).toString('hex')}'`], [now, 'end']);
    begin += size || headerSize(layout, payload.length) + payload.length;
  };
  const refuse = (name) => {
    if (!failed) events.push([now, `error ${name}` + (form ? '' : ` at=${name.startsWith('truncated') ? total : begin}`)]);
    failed = true;
  };
  const attempt = async (step) => {
    try { await step(); await turn(); await turn(); } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(error.message);
    }
  };
  const decoder = make(layout, give, refuse);
  for (; now < deliveries.length && !failed; ++now) {
    const piece = Buffer.from(deliveries[now], 'hex');
    total += piece.length;
    if (piece.length > 0) await attempt(() => decoder.feed(piece)); // no socket gives an empty piece
  }
  if (end !== 'open' && decoder.finish && !failed) await attempt(() => decoder.finish(end === 'reset'));
  return events;
}

async function encode(make, { layout, deliveries }) {
  const events = [], encoder = make(layout);
  for (const [now, piece] of deliveries.entries()) {
    try {
      events.push([now, `send x'${Buffer.from(await encoder(Buffer.from(piece, 'hex'))).toString('hex')}'`]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [...events, [now, `error ${error.message}`]];
    }
  }
  return events;
}

const isClaimed = ({ name }) => JSON.parse(process.env.STARTED).layouts.includes(name);

async function run(makers, asked) {
  const plays = { frame_decoder: decode, frame_encoder: encode }, make = makers[asked.role];
  try {
    if (!make || !isPlain(asked.options) || !isClaimed(asked.layout)) throw new Unsupported(asked.role);
    return { seq: asked.seq, events: await plays[asked.role](make, asked) };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { seq: asked.seq, unsupported: error.message };
  }
}

// max_payload may have 64 bits, and is a BigInt in the layout.
async function serve(makers) {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line.replace(/"max_payload":(\d+)/, '"max_payload":"$1"'));
    if (asked.type === 'stop') process.exit(0);
    if (asked.layout) asked.layout.max_payload = BigInt(asked.layout.max_payload);
    const answer = asked.type === 'start' ? process.env.STARTED : JSON.stringify(await run(makers, asked));
    process.stdout.write(answer + '\n');
  }
}

module.exports = { serve, Refused, Unsupported };
