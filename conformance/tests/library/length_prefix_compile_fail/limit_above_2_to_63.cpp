// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{{.width = 8, .max_payload = std::uint64_t{1} << 63}};
