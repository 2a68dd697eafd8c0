# SPDX-License-Identifier: MIT
# wsproto: the connection of a server, its handshake done. It hands a message out in parts; a message is all of them.
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping

from contract import Refused, serve


class Decoder:
    def __init__(self, layout):
        self.connection, self.parts = Connection(ConnectionType.SERVER), b""

    def feed(self, piece, give):
        self.connection.receive_data(piece)
        for event in self.connection.events(): self.take(event, give)

    def take(self, event, give):
        if isinstance(event, CloseConnection): raise Refused("framing")
        if isinstance(event, Ping): give(event.payload)
        if isinstance(event, BytesMessage):
            self.parts += event.data
            if event.message_finished:
                give(self.parts)
                self.parts = b""


serve(Decoder)
