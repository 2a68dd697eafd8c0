# SPDX-License-Identifier: MIT
# h2.frame_buffer.FrameBuffer, as h2.connection.H2Connection.receive_data uses it.
from h2.exceptions import FrameTooLargeError, ProtocolError
from h2.frame_buffer import FrameBuffer
from hyperframe.frame import ExtensionFrame

from contract import Refused, serve


class Decoder:
    def __init__(self, layout):
        self.frames = FrameBuffer(server=False)
        self.frames.max_frame_size = layout["max_payload"]

    def feed(self, piece, give):
        try:
            self.frames.add_data(piece)
            for frame in self.frames: give(frame.body if isinstance(frame, ExtensionFrame) else frame.serialize_body())
        except FrameTooLargeError:
            raise Refused("frame_too_large")
        except ProtocolError:
            raise Refused("framing")


serve(Decoder)
