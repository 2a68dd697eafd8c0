// binary_width_must_be_1_to_8
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.width = 0}>::max_payload();
