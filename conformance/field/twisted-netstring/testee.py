# SPDX-License-Identifier: MIT
# twisted.protocols.basic.NetstringReceiver on a transport in memory.
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import NetstringReceiver

from contract import Refused, serve


class Decoder:
    def __init__(self, layout):
        self.protocol = NetstringReceiver()
        self.protocol.MAX_LENGTH = layout["max_payload"]
        self.protocol.makeConnection(StringTransport())

    def feed(self, piece, give):
        self.protocol.stringReceived = give
        self.protocol.dataReceived(piece)
        if self.protocol.brokenPeer: raise Refused("framing")


serve(Decoder)
