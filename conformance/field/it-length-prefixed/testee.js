// SPDX-License-Identifier: MIT
// it-length-prefixed: decode() over an asynchronous source, and encode.single().
'use strict';
const path = require('path');
const { serve, Unsupported } = require(path.join(process.env.CONTRACT, 'contract.js'));
const names = { InvalidDataLengthError: 'frame_too_large', InvalidDataLengthLengthError: 'varint_too_long',
                InvalidMessageLengthError: 'framing', UnexpectedEOFError: 'truncated' };

function decoder(lp) {
  return (layout, give, refuse) => {
    const pieces = [];
    let wake, ended = false;
    async function* source() {
      for (;;) {
        if (pieces.length > 0) yield pieces.shift();
        else if (ended) return;
        else await new Promise((resolve) => { wake = resolve; });
      }
    }
    (async () => {
      for await (const frame of lp.decode(source(), { maxDataLength: Number(layout.max_payload) })) give(frame.subarray());
    })().catch((error) => refuse(names[error.name] || 'framing'));
    const step = () => wake && wake();
    return { feed: (piece) => { pieces.push(piece); step(); }, finish: () => { ended = true; step(); } };
  };
}

function encoder(lp) {
  return (layout) => (payload) => {
    if (payload.length > layout.max_payload) throw new Unsupported('no limit for one frame')
    return lp.encode.single(payload, { maxDataLength: Number(layout.max_payload) }).subarray();
  };
}

import(path.join(process.env.NODE_PATH, 'it-length-prefixed/dist/src/index.js'))
  .then((lp) => serve({ frame_decoder: decoder(lp), frame_encoder: encoder(lp) }));
