// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/layout.hpp>

constexpr auto limit =
    cleave::fixed_layout<cleave::prefix_layout{.width = 8, .max_payload = std::uint64_t{1} << 63}>::max_payload();
