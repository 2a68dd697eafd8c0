// this item takes bytes or a text
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<"10s">(10);
