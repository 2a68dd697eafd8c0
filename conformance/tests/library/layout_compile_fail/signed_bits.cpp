// only_unsigned_binary_has_length_bits
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.is_signed = true, .length_bits = 31}>::max_payload();
