# SPDX-License-Identifier: MIT
# thrift.transport.TTransport.TFramedTransport over a transport that waits for its bytes.
from thrift.transport.TTransport import TFramedTransport, TMemoryBuffer, TTransportBase, TTransportException

from contract import Blocking, Refused, Unsupported, serve


class Waiting(TTransportBase):
    def __init__(self, read): self.take = read

    def read(self, size): return self.take(size)


def decoder(layout):
    framed = []

    def read_frame(read):
        if not framed: framed.append(TFramedTransport(Waiting(read)))
        try:
            framed[0].readFrame()
            return framed[0]._TFramedTransport__rbuf.getvalue()
        except EOFError:
            return None  # also where a stream ends well
        except TTransportException as error:
            raise Refused("framing") from error

    return Blocking(read_frame)


def encoder(layout):
    def encode(payload):
        if len(payload) > layout["max_payload"]: raise Unsupported("no limit")
        sink = TMemoryBuffer()
        framed = TFramedTransport(sink)
        framed.write(payload)
        framed.flush()
        return sink.getvalue()

    return encode


serve(decoder, encoder)
