# SPDX-License-Identifier: MIT
"""A frame decoder as a testee: cleave-conformance --testee 'python3 frame_decoder.py'"""
import json, sys

class Stream:
    pending, at = b"", 0

    def take(self, most):
        taken, self.pending, self.at = self.pending[:most], self.pending[most:], self.at + min(most, len(self.pending))
        return taken

    def exactly(self, size):  # yields while bytes are missing
        while len(self.pending) < size: yield
        return self.take(size)

def decode(stream, show, discards, width, order, signed, counts, offset, gap, max_payload, name):
    while True:
        stream.begin, stream.cut = stream.at, "truncated_prefix"
        yield from stream.exactly(offset)
        if width == "varint":
            length, size, byte = 0, 0, 128
            while byte >= 128:
                byte = (yield from stream.exactly(1))[0]
                length, size = length | (byte & 127) << 7 * size, size + 1
                if size == 10 and byte > 1: raise ValueError("varint_too_long")
            if byte == 0 and size > 1: raise ValueError("varint_not_canonical")
        else:
            length = int.from_bytes((yield from stream.exactly(width)), order, signed=signed)
            if length < 0: raise ValueError("negative_length")
            length -= {"payload": 0, "from_field": width + gap, "whole_frame": offset + width + gap}[counts]
            if length < 0: raise ValueError("length_below_header")
        excess = length > max_payload
        if excess and not discards: raise ValueError("frame_too_large")
        if not excess: yield from stream.exactly(gap)
        show(f"{'excess' if excess else 'begin'} {length}")
        left, stream.cut = length + gap * excess, "truncated_payload"
        while left:
            if not stream.pending: yield
            left -= len(data := stream.take(left))
            if data and not excess: show(f'data x"{data.hex()}"')
        if not excess: show("end")

def run(asked):
    if asked["role"] != "frame_decoder": return {"unsupported": asked["role"]}
    events, stream, pieces, discards = [], Stream(), asked["deliveries"], asked["options"].get("on_excess") == "discard"
    decoder = decode(stream, lambda text: events.append([now, text]), discards, **asked["layout"])
    for now, piece in enumerate([*pieces, ""]):
        stream.pending += bytes.fromhex(piece)
        try: next(decoder, None)
        except ValueError as refused: events.append([now, f"error {refused} at={stream.begin}"])
    end = stream.at + len(stream.pending)
    if asked["end"] != "open" and decoder.gi_frame and (end > stream.begin or stream.cut == "truncated_payload"):
        events.append([len(pieces), f"error {stream.cut} at={end}"])
    return {"events": events}

for asked in map(json.loads, sys.stdin):
    if asked["type"] == "stop": break
    print(json.dumps({"type": "started", "roles": ["frame_decoder"], "name": "Python"}
                     if asked["type"] == "start" else {"seq": asked["seq"], **run(asked)}), flush=True)
