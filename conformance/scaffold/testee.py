# SPDX-License-Identifier: MIT
# A testee for cleave-conformance: fill the three holes, then: cleave-conformance --testee 'python3 testee.py'
import json
import sys

LAYOUT, HEADER = "python_int", 4  # the layout that your codec speaks, and the bytes of its header


class Refused(Exception):
    """An error by its name: negative_length, frame_too_large, truncated_prefix, truncated_payload, ..."""


class Codec:
    def __init__(self, limit):
        self.limit, self.pending = limit, b""  # the largest payload that is taken; the bytes of a frame that is not whole

    def feed(self, piece, give):
        # HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or raise Refused("frame_too_large").
        pass

    def finish(self):
        # HOLE 2, finish: the stream has ended. Within a frame: raise Refused("truncated_prefix") or "truncated_payload".
        pass

    def encode(self, payload):
        # HOLE 3, encode: return the bytes of the frame, or raise Refused("frame_too_large").
        return payload


def run(asked):
    is_mine = asked["role"] in ("frame_decoder", "frame_encoder") and asked["layout"]["name"] == LAYOUT
    if not is_mine or asked["options"]: return {"seq": asked["seq"], "unsupported": "not this role, layout or option"}
    codec, events, begin, total, now = Codec(asked["layout"]["max_payload"]), [], 0, 0, 0

    def give(payload):
        nonlocal begin
        events.extend([[now, f"begin {len(payload)}"], [now, f"data x'{payload.hex()}'"], [now, "end"]])
        begin += HEADER + len(payload)

    pieces = [bytes.fromhex(piece) for piece in asked["deliveries"]]
    try:
        for now, piece in enumerate(pieces):
            total += len(piece)
            if asked["role"] == "frame_encoder":
                events.append([now, f"send x'{codec.encode(piece).hex()}'"])
            else:
                codec.feed(piece, give)
        now = len(pieces)
        if asked["end"] != "open" and asked["role"] == "frame_decoder": codec.finish()
    except Refused as why:
        at = f" at={total if str(why).startswith('truncated') else begin}" if asked["role"] == "frame_decoder" else ""
        events.append([now, f"error {why}{at}"])
    return {"seq": asked["seq"], "events": events}


started = {"type": "started", "name": "my codec", "roles": ["frame_decoder", "frame_encoder"], "frames": "whole"}
for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "stop": break
    print(json.dumps({**started, "layouts": [LAYOUT]} if asked["type"] == "start" else run(asked)), flush=True)
