# SPDX-License-Identifier: MIT
# websockets: the connection without I/O of a server, its handshake done.
from websockets.connection import Connection, Side

from contract import Refused, serve


class Decoder:
    def __init__(self, layout):
        self.connection = Connection(Side.SERVER, max_size=layout["max_payload"])

    def turn(self, give):
        for frame in self.connection.events_received():
            if frame.opcode.name != "CLOSE": give(frame.data)
        error = self.connection.parser_exc
        if error is not None: raise Refused("framing")

    def feed(self, piece, give):
        self.connection.receive_data(piece)
        self.turn(give)

    def finish(self, give, is_reset):
        self.connection.receive_eof()
        self.turn(give)


serve(Decoder)
