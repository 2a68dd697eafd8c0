// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{
    {.width = 2, .counts = cleave::length_counts::whole_frame, .max_payload = 65535}};
