// max_varint_bytes_must_be_1_to_10
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.form = cleave::length_form::varint,
                                                                  .max_varint_bytes = 11}>::max_payload();
