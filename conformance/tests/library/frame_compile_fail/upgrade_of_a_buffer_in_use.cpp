// no matching
// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

void share(cleave::frame_buffer<cleave::python_int>& frames) {
    cleave::frame_buffer<cleave::erlang_packet<4>> other(frames);
}
