// varint_must_count_the_payload_only
// SPDX-License-Identifier: MIT
#include <cleave/length_prefix.hpp>

constexpr cleave::length_prefix prefix{{.width = cleave::varint_width, .counts = cleave::length_counts::whole_frame}};
