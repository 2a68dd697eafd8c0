# SPDX-License-Identifier: MIT
"""Bytes in which there are no length-prefixed frames: files, text, noise. In none of them may any be claimed."""

import io
import pathlib
import random
import struct
import zipfile
import zlib

SIZES = (60, 500, 4000, 66000)


def samples():
    """(kind, bytes), the same ones each time; but for the program, which is this machine's."""
    dice = random.Random(1)
    headers = sorted((pathlib.Path(__file__).resolve().parents[3] / "include" / "cleave").glob("*.hpp"))
    text = b"".join(one.read_bytes() for one in headers)
    yield from (("zeros", bytes(size)) for size in (1, *SIZES))
    yield "PNG", _png()
    for kind, data, step in (
        ("ELF", pathlib.Path("/bin/ls").read_bytes(), 9973),
        ("ZIP", _zip(headers[:12]), 3001),
        ("PDF", _pdf(text), 1201),
        ("text", text, 9973),
    ):
        yield from ((kind, data[at : at + dice.choice(SIZES)]) for at in range(0, len(data) - SIZES[0], step))
    for _ in range(40):
        size = dice.choice(SIZES)
        yield "random", dice.randbytes(size)
        yield "mostly zeros", bytes(0 if dice.random() < 0.7 else dice.randrange(256) for _ in range(size // 4))


def _png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(x * y & 255 for x in range(300)) for y in range(200))
    head = struct.pack(">IIBBBBB", 100, 200, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _zip(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(zipfile.ZipInfo(one.name), one.read_bytes())
    return made.getvalue()


def _pdf(text):
    made = b"%PDF-1.4\n"
    for number in range(8):
        packed = zlib.compress(text[number * 5000 :][:5000])
        made += b"%d 0 obj\n<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream\nendobj\n" % (number, len(packed), packed)
    return made
