# SPDX-License-Identifier: MIT
"""Twisted's Int32StringReceiver over reads of one size: prints frames a second. usage: twisted_reader.py PAYLOAD READ"""

import sys
import time

from twisted.internet.testing import StringTransport
from twisted.protocols.basic import Int32StringReceiver


class Reader(Int32StringReceiver):
    frames = 0
    total = 0

    def stringReceived(self, string):
        self.frames += 1
        self.total += string[0]


def main():
    payload, size = map(int, sys.argv[1:3])
    frame = payload.to_bytes(4, 'big') + b'\1' * payload
    stream = frame * (256 * 1024 // len(frame) + 1)
    reads = [stream[at:at + size] for at in range(0, len(stream), size)]
    best = 0.0
    for _ in range(9):
        reader = Reader()
        reader.makeConnection(StringTransport())
        begin = time.process_time()
        for read in reads:
            reader.dataReceived(read)
        seconds = time.process_time() - begin
        if reader.frames != len(stream) // len(frame):
            sys.exit('not every frame came out')
        best = max(best, reader.frames / seconds)
    print(f'{best:.0f}')


main()
