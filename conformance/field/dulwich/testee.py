# SPDX-License-Identifier: MIT
# dulwich.protocol.PktLineParser, which hands out None for a flush: a line without bytes.
from dulwich.protocol import PktLineParser

from contract import Refused, serve


class Decoder:
    def __init__(self, layout):
        self.parser = PktLineParser(lambda line: self.give(line or b""))

    def feed(self, piece, give):
        self.give = give
        try:
            self.parser.parse(piece)
        except ValueError:
            raise Refused("framing")


serve(Decoder)
