// embedded null character in struct format
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto size = cleave::calcsize<"i\0i">();
