// this item takes a number
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<"<d">("1.0");
