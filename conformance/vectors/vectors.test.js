// SPDX-License-Identifier: MIT
// node --test vectors.test.js, beside vectors.json
const test = require('node:test');
const assert = require('node:assert');
const document = require('./vectors.json');

const SCHEMA = 2;
if (document.schemaVersion > SCHEMA) {
  throw new Error(`vectors.json has schema ${document.schemaVersion}, newer than ${SCHEMA}: update this reader`);
}

class Codec { // yours
  constructor(limit) { this.limit = limit; this.pending = Buffer.alloc(0); }
  * feed(piece) {
    this.pending = Buffer.concat([this.pending, piece]);
    while (this.pending.length >= 4) {
      const length = this.pending.readInt32LE();
      if (length < 0) throw 'negative_length';
      if (length > this.limit) throw 'frame_too_large';
      if (this.pending.length < 4 + length) return;
      const payload = this.pending.subarray(4, 4 + length);
      this.pending = this.pending.subarray(4 + length);
      yield payload;
    }
  }
  finish() {
    if (this.pending.length > 0) throw this.pending.length < 4 ? 'truncated_prefix' : 'truncated_payload';
  }
}

// Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64.
function joined(value) {
  if (Array.isArray(value)) return Buffer.concat(value.map(joined));
  if (typeof value === 'string') return Buffer.from(value.replace(/^x"|"$/g, ''), 'hex');
  if ('repeat' in value) return Buffer.alloc(value.repeat.length / 2 * value.count, value.repeat, 'hex');
  const made = Buffer.alloc(value.count + 8);
  for (let at = 0, z = BigInt(value.seed); at < value.count; at += 8) {
    z = BigInt.asUintN(64, z + 0x9e3779b97f4a7c15n);
    let a = BigInt.asUintN(64, (z ^ z >> 30n) * 0xbf58476d1ce4e5b9n);
    a = BigInt.asUintN(64, (a ^ a >> 27n) * 0x94d049bb133111ebn);
    made.writeBigUInt64LE(a ^ a >> 31n, at);
  }
  return made.subarray(0, value.count);
}

function expected({ events }) { // the whole frames and the error
  const seen = { frames: [], error: null };
  let data = [];
  for (const event of events) {
    if (event.kind === 'error') seen.error = event.code;
    else if (event.name === 'data') data.push(joined(event.arguments[0]));
    else if (event.name === 'end') { seen.frames.push(Buffer.concat(data).toString('hex')); data = []; }
  }
  return seen;
}

function decoded(one, pieces) {
  const codec = new Codec(one.layout.max_payload), seen = { frames: [], error: null };
  try {
    for (const piece of pieces) for (const payload of codec.feed(piece)) seen.frames.push(payload.toString('hex'));
    if (one.end !== 'open') codec.finish();
  } catch (why) {
    if (typeof why !== 'string') throw why;
    seen.error = why;
  }
  return seen;
}

for (const one of document.cases) {
  if (one.role !== 'frame_decoder' || one.layout.name !== 'python_int' || Object.keys(one.options).length || one.needs.includes('goes-on')) continue;
  test(`${one.id}: ${one.about}`, () => {
    const stream = joined(one.bytes), ends = [0, ...one.cuts, stream.length];
    const check = (pieces) => {
      const seen = decoded(one, pieces), outcomes = one.outcomes.map(expected);
      if (!outcomes.some((each) => JSON.stringify(each) === JSON.stringify(seen))) assert.deepStrictEqual(seen, outcomes[0]);
    };
    check(one.cuts.concat(stream.length).map((end, i) => stream.subarray(ends[i], end)));
    if (one.splits !== 'exact' && stream.length <= 4096) check([...stream].map((byte) => Buffer.from([byte])));
  });
}
