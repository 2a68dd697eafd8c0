// magic_must_not_overlap_the_length
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.offset = 1, .magic = {0, "ab"}}>::max_payload();
