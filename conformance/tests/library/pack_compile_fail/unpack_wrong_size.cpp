// the bytes must have the size of the format
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

std::array<std::byte, 5> bytes;
auto values = cleave::unpack<"<i">(bytes);
