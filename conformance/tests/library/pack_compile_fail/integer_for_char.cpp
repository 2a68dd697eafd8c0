// this item takes a char or a std::byte
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<"c">(65);
