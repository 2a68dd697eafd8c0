// the storage does not hold one header
// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

#include <array>

std::array<std::byte, 3> storage;
cleave::frame_buffer<cleave::python_int> frames(storage);
