# SPDX-License-Identifier: MIT
# ldap3: SyncStrategy.receiving, which reads a connection's socket until it holds whole messages only.
from types import SimpleNamespace

from ldap3.strategy.sync import SyncStrategy

from contract import Blocking, serve


def strip(message):
    """The payload of a message: what stands behind its tag and length."""
    return message[2 + (message[1] - 128 if message[1] > 127 else 0):]


class Decoder(Blocking):
    def __init__(self, layout):
        self.messages = []
        socket = SimpleNamespace(recv=lambda most: self.read(most))
        self.strategy = SyncStrategy(SimpleNamespace(strategy_type="SYNC", socket=socket, sasl_mechanism=None, usage=None))
        super().__init__(self.next_frame)

    def next_frame(self, read):
        if not self.messages: self.messages = self.strategy.receiving()
        return strip(self.messages.pop(0)) if self.messages else None


serve(Decoder)
