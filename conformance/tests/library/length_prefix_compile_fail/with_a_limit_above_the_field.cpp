// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr auto prefix = cleave::erlang_packet<1>.with_max_payload(256);
