# SPDX-License-Identifier: MIT
# twisted.protocols.basic.Int8StringReceiver, Int16StringReceiver and Int32StringReceiver on a transport in memory.
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import Int8StringReceiver, Int16StringReceiver, Int32StringReceiver, StringTooLongError

from contract import Refused, Unsupported, serve

RECEIVERS = {1: Int8StringReceiver, 2: Int16StringReceiver, 4: Int32StringReceiver}


def receiver(layout):
    plain = not layout["signed"] and layout["counts"] == "payload" and layout["offset"] == layout["gap"] == 0
    if layout["order"] != "big" or not plain or layout["width"] not in RECEIVERS: raise Unsupported
    made = RECEIVERS[layout["width"]]()
    made.MAX_LENGTH = layout["max_payload"]
    made.makeConnection(StringTransport())
    return made


class Decoder:
    def __init__(self, layout):
        self.protocol = receiver(layout)
        self.protocol.lengthLimitExceeded = self.exceeded
        self.is_too_long = False

    def exceeded(self, length):
        self.is_too_long = True
        self.protocol.transport.loseConnection()

    def feed(self, piece, give):
        self.protocol.stringReceived = give
        self.protocol.dataReceived(piece)
        if self.is_too_long: raise Refused("frame_too_large")


def encoder(layout):
    protocol = receiver(layout)

    def encode(payload):
        if len(payload) > layout["max_payload"] < 1 << 8 * layout["width"]: raise Unsupported("no limit")
        protocol.transport.clear()
        try:
            protocol.sendString(payload)
        except StringTooLongError:
            raise Refused("frame_too_large")
        return protocol.transport.value()

    return encode


serve(Decoder, encoder)
