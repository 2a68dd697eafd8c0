// this item takes a bool, a number, bytes or a text
// SPDX-License-Identifier: MIT
#include "cleave/pack.hpp"

int number = 0;
auto bytes = cleave::pack<"?">(&number);
