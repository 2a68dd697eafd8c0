// the storage does not hold a frame at the limit
// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

cleave::owned_frame_buffer<cleave::python_int::with_max_payload<100>, 103> frames;
