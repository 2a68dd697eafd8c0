// the views of s and p would outlive these bytes
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

auto values = cleave::unpack<"3s">(cleave::pack<"3s">("abc"));
