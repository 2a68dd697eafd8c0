# SPDX-License-Identifier: MIT
import json, struct, sys


class Decoder:  # the codec under test: yours
    def __init__(self, limit):
        self.limit, self.buffer, self.offset = limit, b"", 0

    def feed(self, data):
        self.buffer += data
        while len(self.buffer) >= 4:
            (length,) = struct.unpack_from("<i", self.buffer)
            if length < 0:
                raise ValueError("negative_length")
            if length > self.limit:
                raise ValueError("frame_too_large")
            if len(self.buffer) < 4 + length:
                return
            yield self.buffer[4 : 4 + length]
            self.buffer = self.buffer[4 + length :]
            self.offset += 4 + length


def play(asked):
    if asked["layout"]["name"] != "python_int" or asked["options"]:
        return {"seq": asked["seq"], "unsupported": "another layout, or an option"}
    decoder, events = Decoder(asked["layout"]["max_payload"]), []
    deliveries = [bytes.fromhex(text) for text in asked["deliveries"]]
    for number, delivery in enumerate(deliveries):
        try:
            for payload in decoder.feed(delivery):
                events.append([number, f"begin {len(payload)}"])
                if payload:
                    events.append([number, f'data x"{payload.hex()}"'])
                events.append([number, "end"])
        except ValueError as error:
            events.append([number, f"error {error} at={decoder.offset}"])
            return {"seq": asked["seq"], "events": events}
    if asked["end"] != "open" and decoder.buffer:
        error = "truncated_prefix" if len(decoder.buffer) < 4 else "truncated_payload"
        end = decoder.offset + len(decoder.buffer)
        events.append([len(deliveries), f"error {error} at={end}"])
    return {"seq": asked["seq"], "events": events}


for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "stop":
        break
    answer = {"type": "started", "name": "my codec", "roles": ["frame_decoder"], "frames": "whole"}
    if asked["type"] == "run":
        is_mine = asked["role"] == "frame_decoder"
        answer = play(asked) if is_mine else {"seq": asked["seq"], "unsupported": asked["role"]}
    print(json.dumps(answer), flush=True)
