// deleted
// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

void share(cleave::frame_buffer<cleave::python_int>& frames) { auto other = frames; }
