// at most 1024 values
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto values = cleave::unpack<"1000000000B">(std::span<const std::byte>());
