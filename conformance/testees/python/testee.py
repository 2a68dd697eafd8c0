# SPDX-License-Identifier: MIT
"""The Python codecs beside this file as a testee: cleave-conformance --testee 'python3 testee.py'"""
import json
import sys

import frame_decoder
import header_message

ROLES = {"frame_decoder": frame_decoder.decode, "header_message": header_message.decode}


class Stream:
    """What has arrived and was not taken yet; a codec is a generator that yields where bytes are missing."""

    def __init__(self):
        self.pending, self.at = b"", 0
        self.begin, self.cut = 0, None  # of the frame in progress: its offset, and the error of a stream that ends in it

    def take(self, most):
        taken, self.pending = self.pending[:most], self.pending[most:]
        self.at += len(taken)
        return taken

    def exactly(self, size):
        while len(self.pending) < size: yield
        return self.take(size)


def run(asked):
    if asked["role"] not in ROLES: return {"seq": asked["seq"], "unsupported": asked["role"]}
    events, stream = [], Stream()
    codec = ROLES[asked["role"]](stream, lambda text: events.append([now, text]), asked)
    failed = False
    for now, piece in enumerate([*asked["deliveries"], ""]):
        stream.pending += bytes.fromhex(piece)
        try:
            next(codec, None)
        except ValueError as refused:
            events.append([now, f"error {refused} at={stream.begin}"])
            failed = True
    end = stream.at + len(stream.pending)
    is_within = end > stream.begin or stream.cut not in (None, "truncated_prefix")
    if asked["end"] != "open" and not failed and is_within:
        events.append([now, f"error {stream.cut} at={end}"])
    return {"seq": asked["seq"], "events": events}


for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "stop": break
    started = {"type": "started", "name": "Python", "roles": list(ROLES)}
    print(json.dumps(started if asked["type"] == "start" else run(asked)), flush=True)
