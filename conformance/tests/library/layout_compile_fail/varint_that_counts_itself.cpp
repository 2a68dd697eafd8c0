// only_fixed_fields_count_the_header
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{
    .form = cleave::length_form::varint, .counts = cleave::length_counts::whole_frame}>::max_payload();
