# SPDX-License-Identifier: MIT
"""What the Python testees here share: they bring a decoder, this speaks the contract.

A decoder has feed(piece, give), which calls give(payload) for each frame that is now whole, and may have
finish(give, is_reset) for the end of the stream. An offset in a report is counted from the frames handed out.
"""
import json
import os
import sys
import threading


FORM = {"form": os.environ["FORM"]} if os.environ.get("FORM") else {}  # the option of all cases; no layout has its headers


class Refused(Exception):
    """A codec's error, by its name in status.hpp."""


class Unsupported(Exception):
    """What a codec cannot be asked."""


def header_size(layout, payload):
    if layout["width"] == "varint": return layout["offset"] + layout["gap"] + max(1, -(-payload.bit_length() // 7))
    return layout["offset"] + layout["width"] + layout["gap"]


def decode(decoder, asked):
    events, now, begin, total = [], 0, 0, 0

    def give(payload, size=None):
        nonlocal begin
        events.extend([[now, f"begin {len(payload)}"], [now, f"data x'{bytes(payload).hex()}'"], [now, "end"]])
        begin += size or header_size(asked["layout"], len(payload)) + len(payload)

    try:
        for now, piece in enumerate(map(bytes.fromhex, asked["deliveries"])):
            total += len(piece)
            if piece: decoder.feed(piece, give)  # no socket gives an empty piece
        now = len(asked["deliveries"])
        if asked["end"] != "open" and hasattr(decoder, "finish"): decoder.finish(give, asked["end"] == "reset")
    except Refused as refused:
        at = total if str(refused).startswith("truncated") else begin
        events.append([now, f"error {refused}" + ("" if FORM else f" at={at}")])
    return events


def encode(encoder, asked):
    sent, events = b"", []
    for now, piece in enumerate(map(bytes.fromhex, asked["deliveries"])):
        try:
            sent = encoder(piece)
        except Refused as refused:
            return [*events, [now, f"error {refused}"]]
        events.append([now, f"send x'{bytes(sent).hex()}'"])
    return events


class Blocking:
    """A codec that reads from a socket: read_frame(read) runs in a thread, and waits in read(most) for the pieces."""

    def __init__(self, read_frame):
        self.read_frame, self.pending, self.ended, self.frames, self.error = read_frame, b"", False, [], None
        self.turn, self.is_waiting, self.is_over = threading.Condition(), False, False
        threading.Thread(target=self.loop, daemon=True).start()

    def read(self, most):
        with self.turn:
            while not self.pending and not self.ended:
                self.is_waiting = True
                self.turn.notify_all()
                self.turn.wait()
            self.is_waiting = False
            taken, self.pending = self.pending[:most], self.pending[most:]
            return taken

    def loop(self):
        try:
            while (frame := self.read_frame(self.read)) is not None: self.frames.append(frame)
        except Refused as refused:
            self.error = refused
        with self.turn:
            self.is_over = True
            self.turn.notify_all()

    def let_read(self, give):
        with self.turn:
            self.is_waiting = False
            self.turn.notify_all()
            self.turn.wait_for(lambda: self.is_over or self.is_waiting and not self.pending)
        while self.frames: give(self.frames.pop(0))
        if self.error: raise self.error

    def feed(self, piece, give):
        self.pending += piece
        self.let_read(give)

    def finish(self, give, is_reset):
        self.ended = True
        self.let_read(give)


def is_claimed(layout): return layout["name"] in json.loads(os.environ["STARTED"])["layouts"]


def serve(frame_decoder=None, frame_encoder=None):
    """Answers until it is told to stop. Each maker takes a layout and raises Unsupported where it has none."""
    roles = {"frame_decoder": (frame_decoder, decode), "frame_encoder": (frame_encoder, encode)}
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["type"] == "stop": os._exit(0)  # threads may still wait for bytes
        answer = {"seq": asked.get("seq")}
        if asked["type"] == "start":
            answer = json.loads(os.environ["STARTED"])
        else:
            make, play = roles.get(asked["role"], (None, None))
            try:
                if not make or asked["options"] != FORM or not is_claimed(asked["layout"]): raise Unsupported
                answer["events"] = play(make(asked["layout"]), asked)
            except Unsupported as why:
                answer["unsupported"] = str(why)
        print(json.dumps(answer), flush=True)
