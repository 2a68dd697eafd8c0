# SPDX-License-Identifier: MIT
"""CPython's `struct` on 1024 structs of one format: prints structs a second. usage: python_struct.py pack|unpack FORMAT"""

import struct
import sys
import time

RECORDS = 1024
VALUES = {'iqhd': lambda n: (n, n << 33, n, 1.5 * n), '10s3i?': lambda n: (b'name', n, -n, 7, n % 2 == 1),
          'e': lambda n: (0.25 * n,)}


def main():
    call, text = sys.argv[1:]
    layout = struct.Struct(text)
    rows = [VALUES[text[1:]](n) for n in range(RECORDS)]
    room = bytearray(layout.size * RECORDS)
    offsets = range(0, len(room), layout.size)
    best = 0.0
    for _ in range(50):
        begin = time.process_time()
        if call == 'pack':
            for at, row in zip(offsets, rows):
                layout.pack_into(room, at, *row)
        else:
            for row in layout.iter_unpack(room):
                pass
        best = max(best, RECORDS / (time.process_time() - begin))
        if call == 'pack' and layout.unpack_from(room, len(room) - layout.size)[-1] != rows[-1][-1]:
            sys.exit('not what was packed')
    print(f'{best:.0f}')


main()
