// magic_must_lie_within_the_header
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.gap = 1, .magic = {4, "ab"}}>::max_payload();
