# SPDX-License-Identifier: MIT
"""Digests by hashlib of messages that digest.cpp makes by the same rules, as binary records on standard output.

digest_oracle.py SEED COUNT    a record: MD5, then SHA-256, of each message
"""
import hashlib
import sys

MASK = (1 << 64) - 1
POOL_BYTES = 1 << 20
LONGEST = 1 << 16


def splitmix64(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def messages(pool, draw, count):
    """Pieces of the pool: one in 256 has up to 64 KiB, the others up to 300 bytes."""
    for _ in range(count):
        r = next(draw)
        size = (r >> 8) % (LONGEST + 1) if r % 256 == 0 else (r >> 8) % 301
        offset = (r >> 32) % (POOL_BYTES - LONGEST)
        yield pool[offset:offset + size]


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    draw = splitmix64(seed)
    pool = memoryview(b"".join(next(draw).to_bytes(8, "little") for _ in range(POOL_BYTES // 8)))
    out = sys.stdout.buffer
    for m in messages(pool, draw, count):
        out.write(hashlib.md5(m).digest() + hashlib.sha256(m).digest())
    out.flush()


if __name__ == "__main__":
    main()
