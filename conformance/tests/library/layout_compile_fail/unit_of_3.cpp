// unit_must_be_1_2_4_or_8
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.unit = 3}>::max_payload();
