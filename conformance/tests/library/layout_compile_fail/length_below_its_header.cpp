// length_field_must_cover_the_header
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{
    .width = 1, .length_bits = 2, .counts = cleave::length_counts::whole_frame, .gap = 3}>::max_payload();
