// header_must_not_be_longer_than_255_bytes
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit = cleave::fixed_layout<cleave::prefix_layout{.width = 4, .offset = 200, .gap = 52}>::max_payload();
