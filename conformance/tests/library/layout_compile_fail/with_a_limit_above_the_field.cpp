// max_payload_must_fit_the_length_field
// SPDX-License-Identifier: MIT
#include <cleave/protocols/generic.hpp>

constexpr auto limit = cleave::erlang_packet<2>::with_max_payload<65536>::max_payload();
