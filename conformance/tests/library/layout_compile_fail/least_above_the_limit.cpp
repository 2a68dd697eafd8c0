// min_payload_must_not_exceed_max_payload
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.min_payload = 6, .max_payload = 5}>::max_payload();
