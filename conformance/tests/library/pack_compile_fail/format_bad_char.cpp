// bad char in struct format
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto bytes = cleave::pack<" <i">(1);
