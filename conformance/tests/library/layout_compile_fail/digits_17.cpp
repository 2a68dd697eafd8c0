// digits_must_be_1_to_16
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit =
    cleave::fixed_layout<cleave::prefix_layout{.form = cleave::length_form::decimal, .width = 17}>::max_payload();
