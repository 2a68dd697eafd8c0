// repeat count given without format specifier
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto size = cleave::calcsize<"i3">();
