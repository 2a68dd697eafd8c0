# SPDX-License-Identifier: MIT
# multiprocessing.connection.Connection.recv_bytes(maxlength) and send_bytes; what it reads its descriptor with waits for
# the pieces.
import io
import os
from multiprocessing.connection import Connection

from contract import Blocking, Refused, Unsupported, serve


class Waiting(Connection):
    def __init__(self, read):
        super().__init__(os.open("/dev/null", os.O_RDWR))
        self.take = read

    def _recv(self, size): return super()._recv(size, read=lambda handle, most: self.take(most))


def decoder(layout):
    made = []

    def read_frame(read):
        if not made: made.append(Waiting(read))
        try:
            return made[0].recv_bytes(layout["max_payload"])
        except EOFError:
            return None  # the end, as it tells a clean one
        except OSError as error:
            raise Refused("truncated" if "end of file" in str(error) else "frame_too_large")

    return Blocking(read_frame)


class Sending(Connection):
    def __init__(self):
        super().__init__(os.open("/dev/null", os.O_RDWR))
        self.sent = io.BytesIO()

    def _send(self, buffer): self.sent.write(buffer)


def encoder(layout):
    def encode(payload):
        if len(payload) > layout["max_payload"]: raise Unsupported("no limit")
        connection = Sending()
        connection.send_bytes(payload)
        return connection.sent.getvalue()

    return encode


serve(decoder, encoder)
