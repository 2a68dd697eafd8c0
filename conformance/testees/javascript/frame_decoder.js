// SPDX-License-Identifier: MIT
// A frame decoder as a testee: cleave-conformance --testee 'node frame_decoder.js'
function take(stream, most) {
  stream.at += Math.min(most, stream.pending.length);
  return [stream.pending.subarray(0, most), stream.pending = stream.pending.subarray(most)][0];
}
function* exactly(stream, size) { // yields while bytes are missing
  while (stream.pending.length < size) yield;
  return take(stream, size);
}
function* decode(stream, show, { width, order, signed, counts, offset, gap, max_payload }) {
  for (;;) {
    Object.assign(stream, { begin: stream.at, cut: 'truncated_prefix' });
    yield* exactly(stream, offset);
    let length = 0n;
    if (width === 'varint') {
      for (let size = 0, byte = 128; byte >= 128; ++size) {
        byte = (yield* exactly(stream, 1))[0];
        length |= BigInt(byte & 127) << BigInt(7 * size);
        if (size === 9 && byte > 1) throw 'varint_too_long';
        if (byte === 0 && size > 0) throw 'varint_not_canonical';
      }
    } else {
      const field = Buffer.from(yield* exactly(stream, width));
      length = BigInt('0x' + (order === 'big' ? field : field.reverse()).toString('hex'));
      if (signed && (length = BigInt.asIntN(8 * width, length)) < 0n) throw 'negative_length';
      length -= BigInt({ payload: 0, from_field: width + gap, whole_frame: offset + width + gap }[counts]);
      if (length < 0n) throw 'length_below_header';
    }
    const excess = length > BigInt(max_payload);
    if (excess && !stream.discards) throw 'frame_too_large';
    if (!excess) yield* exactly(stream, gap);
    stream.cut = show(`${excess ? 'excess' : 'begin'} ${length}`) && 'truncated_payload';
    for (let left = Number(length) + (excess ? gap : 0), data; left > 0; left -= data.length) {
      if (stream.pending.length === 0) yield;
      data = take(stream, left);
      if (data.length > 0 && !excess) show(`data x"${data.toString('hex')}"`);
    }
    if (!excess) show('end');
  }
}
function run({ seq, role, layout, options, deliveries, end }) {
  if (role !== 'frame_decoder') return { seq, unsupported: role };
  const events = [], stream = { pending: Buffer.alloc(0), at: 0, now: 0, discards: options.on_excess === 'discard' };
  const show = (text) => events.push([stream.now, text]), decoder = decode(stream, show, layout);
  for (stream.now of [...deliveries.keys(), deliveries.length]) {
    stream.pending = Buffer.concat([stream.pending, Buffer.from(deliveries[stream.now] ?? '', 'hex')]);
    try { decoder.next(); } catch (refused) { stream.failed = show(`error ${refused} at=${stream.begin}`); }
  }
  const last = stream.at + stream.pending.length, within = last > stream.begin || stream.cut === 'truncated_payload';
  if (end !== 'open' && !stream.failed && within) show(`error ${stream.cut} at=${last}`);
  return { seq, events };
}
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line.replace(/"max_payload":(\d+)/, '"max_payload":"$1"')); // it may have 64 bits
  if (asked.type === 'stop') process.exit(0);
  const who = { type: 'started', name: 'JavaScript', roles: ['frame_decoder'] };
  console.log(JSON.stringify(asked.type === 'start' ? who : run(asked)));
});
