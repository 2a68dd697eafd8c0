// only_binary_can_be_signed
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit =
    cleave::fixed_layout<cleave::prefix_layout{.form = cleave::length_form::varint, .is_signed = true}>::max_payload();
