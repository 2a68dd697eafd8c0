// there must be one argument for each item of the format
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto error = cleave::pack_into<"<i">({}, 0, 1, 2);
