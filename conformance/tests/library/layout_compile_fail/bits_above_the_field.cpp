// length_bits_must_fit_the_field
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.width = 2, .length_bits = 17}>::max_payload();
