// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.width = 2, .max_payload = 65536}>::max_payload();
