// width_must_be_1_2_3_4_8_or_varint
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{{.width = 5}};
