// counts_must_begin_within_the_header
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit =
    cleave::fixed_layout<cleave::prefix_layout{.counts = cleave::counts_from_byte(5)}>::max_payload();
