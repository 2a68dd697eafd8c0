# SPDX-License-Identifier: MIT
# dnspython: dns.query.receive_tcp; the message of a frame is taken where it would be parsed.
import dns.message
import dns.query

from contract import Blocking, serve


class Socket:
    def __init__(self, read): self.recv = read


def read_frame_of(read):
    try:
        return dns.query.receive_tcp(Socket(read))[0]
    except EOFError:
        return None  # also where a stream ends well


dns.message.from_wire = lambda wire, *rest, **more: wire
serve(lambda layout: Blocking(read_frame_of))
