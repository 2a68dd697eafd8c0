// total struct size too long
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto size = cleave::calcsize<"9223372036854775807xb">();
