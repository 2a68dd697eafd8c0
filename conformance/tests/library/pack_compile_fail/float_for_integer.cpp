// this item takes an integer
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<"<di">(1.0, 1.0);
