// SPDX-License-Identifier: MIT
// vscode-jsonrpc: StreamMessageReader over a stream, as language servers and their clients read. Bodies are not parsed.
'use strict';
const { PassThrough } = require('stream');
const { serve } = require(process.env.CONTRACT + '/contract.js');
const { StreamMessageReader } = require('vscode-jsonrpc/node');

function decoder(layout, give, refuse) {
  const stream = new PassThrough();
  const raw = { name: 'raw', decode: (bytes) => Promise.resolve(bytes) };
  const reader = new StreamMessageReader(stream, { charset: 'utf-8', contentTypeDecoder: raw });
  reader.partialMessageTimeout = 0;
  reader.onError(() => setImmediate(() => refuse('framing'))); // behind the messages in front of it, which are handed out in turns
  reader.listen((body) => give(body));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { feed: async (piece) => { stream.write(piece); for (let i = 0; i < 700; ++i) await null; await turn(); } };
}

serve({ frame_decoder: decoder });
