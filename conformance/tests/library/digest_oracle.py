# SPDX-License-Identifier: MIT
"""Digests by hashlib of messages that digest.cpp makes by the same rules, as binary records on standard output.

digest_oracle.py digest SEED COUNT    a record: MD5, then SHA-256, of each message
digest_oracle.py hmac SEED COUNT      a record: HMAC-SHA-256 of each pair of key and message
"""
import hashlib
import hmac
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
    mode, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = splitmix64(seed)
    pool = memoryview(b"".join(next(draw).to_bytes(8, "little") for _ in range(POOL_BYTES // 8)))
    out = sys.stdout.buffer
    if mode == "digest":
        md5, sha256 = hashlib.md5, hashlib.sha256
        for m in messages(pool, draw, count):
            out.write(md5(m).digest() + sha256(m).digest())
    elif mode == "hmac":
        texts = messages(pool, draw, 2 * count)
        for key, message in zip(texts, texts):
            out.write(hmac.digest(key, message, "sha256"))
    else:
        sys.exit("unknown mode " + mode)
    out.flush()


if __name__ == "__main__":
    main()
