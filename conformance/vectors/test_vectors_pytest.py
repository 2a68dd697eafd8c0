# SPDX-License-Identifier: MIT
# python3 -m pytest test_vectors_pytest.py, beside vectors.json
import json
import pathlib

import pytest

SCHEMA = 2
document = json.loads((pathlib.Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
if document["schemaVersion"] > SCHEMA:
    raise RuntimeError(f"vectors.json has schema {document['schemaVersion']}, newer than {SCHEMA}: update this reader")


class Codec:  # yours
    def __init__(self, limit): self.limit, self.pending = limit, b""

    def feed(self, piece):
        self.pending += piece
        while len(self.pending) >= 4:
            length = int.from_bytes(self.pending[:4], "little", signed=True)
            if length < 0: raise ValueError("negative_length")
            if length > self.limit: raise ValueError("frame_too_large")
            if len(self.pending) < 4 + length: return
            payload, self.pending = self.pending[4 : 4 + length], self.pending[4 + length :]
            yield payload

    def finish(self):
        if self.pending: raise ValueError("truncated_prefix" if len(self.pending) < 4 else "truncated_payload")


def joined(value):
    """Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64."""
    if isinstance(value, list): return b"".join(map(joined, value))
    if isinstance(value, str): return bytes.fromhex(value.removeprefix('x"').removesuffix('"'))
    if "repeat" in value: return bytes.fromhex(value["repeat"]) * value["count"]
    mask, z, made = 2**64 - 1, int(value["seed"]), bytearray()
    while len(made) < value["count"]:
        z = a = (z + 0x9E3779B97F4A7C15) & mask
        a = (a ^ a >> 30) * 0xBF58476D1CE4E5B9 & mask
        a = (a ^ a >> 27) * 0x94D049BB133111EB & mask
        made += (a ^ a >> 31).to_bytes(8, "little")
    return bytes(made[: value["count"]])


def expected(outcome):
    """The whole frames and the error."""
    frames, data, error = [], b"", None
    for event in outcome["events"]:
        if event["kind"] == "error": error = event["code"]
        elif event["name"] == "data": data += joined(event["arguments"][0])
        elif event["name"] == "end": frames, data = [*frames, data], b""
    return frames, error


def decoded(case, pieces):
    codec, frames = Codec(case["layout"]["max_payload"]), []
    try:
        for piece in pieces: frames.extend(codec.feed(piece))  # fmt: skip
        if case["end"] != "open": codec.finish()
    except ValueError as error:
        return frames, str(error)
    return frames, None


def mine(case):
    return case["role"] == "frame_decoder" and case["layout"]["name"] == "python_int" and not case["options"] and "goes-on" not in case["needs"]


@pytest.mark.parametrize("case", [case for case in document["cases"] if mine(case)], ids=lambda case: case["id"])
def test_case(case):
    stream, outcomes = joined(case["bytes"]), [expected(outcome) for outcome in case["outcomes"]]
    ends = [0, *case["cuts"], len(stream)]
    assert decoded(case, [stream[a:b] for a, b in zip(ends, ends[1:])]) in outcomes, case["about"]
    if case["splits"] != "exact" and len(stream) <= 4096:
        assert decoded(case, [bytes([byte]) for byte in stream]) in outcomes, f"byte by byte: {case['about']}"
