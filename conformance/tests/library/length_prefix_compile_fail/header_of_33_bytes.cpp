// header_must_not_be_longer_than_32_bytes
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{{.width = 4, .offset = 20, .gap = 9}};
