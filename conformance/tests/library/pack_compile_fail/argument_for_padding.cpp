// there must be one argument for each item of the format
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<"<ix">(1, 2);
