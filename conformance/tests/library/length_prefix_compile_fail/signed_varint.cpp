// varint_must_be_unsigned
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{{.width = cleave::varint_width, .is_signed = true}};
