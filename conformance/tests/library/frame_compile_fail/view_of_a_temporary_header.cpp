// deleted
// SPDX-License-Identifier: MIT
#include <cleave/frame_encoder.hpp>
#include <cleave/protocols/generic.hpp>

std::span<const std::byte> header = cleave::encode_header<cleave::python_int>(5);
