# SPDX-License-Identifier: MIT
# asyncio.StreamReader, read as its documentation reads: readexactly(header), then readexactly(length).
import asyncio

from contract import Refused, Unsupported, header_size, serve


async def exactly(reader, size, cut, may_end=True):
    try:
        return await reader.readexactly(size)
    except asyncio.IncompleteReadError as error:
        if error.partial or not may_end: raise Refused(cut)
        return b""


async def read_frames(reader, layout, frames):
    header = header_size(layout, 0)
    counted = {"payload": 0, "from_field": header - layout["offset"], "whole_frame": header}[layout["counts"]]
    first = layout["offset"] + layout["width"]
    while True:
        start = await exactly(reader, first, "truncated_prefix")
        if not start: return
        length = int.from_bytes(start[layout["offset"]:], layout["order"], signed=layout["signed"])
        if length < 0: raise Refused("negative_length")
        if length < counted: raise Refused("length_below_header")
        if length - counted > layout["max_payload"]: raise Refused("frame_too_large")
        if layout["gap"]: await exactly(reader, layout["gap"], "truncated_prefix", False)
        frames.append(await exactly(reader, length - counted, "truncated_payload", False))


class Decoder:
    loop = asyncio.new_event_loop()

    def __init__(self, layout):
        if layout["width"] == "varint": raise Unsupported
        self.reader, self.frames = asyncio.StreamReader(loop=self.loop), []
        self.task = self.loop.create_task(read_frames(self.reader, layout, self.frames))

    def turn(self, give):
        before = None
        while before != (len(self.frames), len(self.reader._buffer), self.task.done()):
            before = len(self.frames), len(self.reader._buffer), self.task.done()
            for _ in range(3): self.loop.run_until_complete(asyncio.sleep(0))
        while self.frames: give(self.frames.pop(0))
        if self.task.done(): self.task.result()  # raises what it refused

    def feed(self, piece, give):
        self.reader.feed_data(piece)
        self.turn(give)

    def finish(self, give, is_reset):
        self.reader.feed_eof()
        self.turn(give)


serve(Decoder)
