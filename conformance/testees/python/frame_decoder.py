# SPDX-License-Identifier: MIT
"""Frames of any layout."""


def read_varint(stream):
    length, size, byte = 0, 0, 128
    while byte >= 128:
        byte = (yield from stream.exactly(1))[0]
        length, size = length | (byte & 127) << 7 * size, size + 1
        if size == 10 and byte > 1: raise ValueError("varint_too_long")
    if byte == 0 and size > 1: raise ValueError("varint_not_canonical")
    return length


def read_length(stream, layout):
    width, gap, offset = layout["width"], layout["gap"], layout["offset"]
    yield from stream.exactly(offset)
    if width == "varint": return (yield from read_varint(stream))
    length = int.from_bytes((yield from stream.exactly(width)), layout["order"], signed=layout["signed"])
    if length < 0: raise ValueError("negative_length")
    length -= {"payload": 0, "from_field": width + gap, "whole_frame": offset + width + gap}[layout["counts"]]
    if length < 0: raise ValueError("length_below_header")
    return length


def decode(stream, show, asked):
    layout, discards = asked["layout"], asked["options"].get("on_excess") == "discard"
    while True:
        stream.begin, stream.cut = stream.at, "truncated_prefix"
        length = yield from read_length(stream, layout)
        is_excess = length > layout["max_payload"]
        if is_excess and not discards: raise ValueError("frame_too_large")
        if not is_excess: yield from stream.exactly(layout["gap"])
        show(f"{'excess' if is_excess else 'begin'} {length}")
        stream.cut = "truncated_payload"
        left = length + (layout["gap"] if is_excess else 0)
        while left:
            if not stream.pending: yield
            data = stream.take(left)
            left -= len(data)
            if data and not is_excess: show(f'data x"{data.hex()}"')
        if not is_excess: show("end")
