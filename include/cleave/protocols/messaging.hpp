// SPDX-License-Identifier: MIT
//
// messaging: the frames of brokers and their clients. Each limit is that of the protocol or its best known server.
#pragma once

#include "generic.hpp"

namespace cleave {

/// Kafka: 4 bytes, big-endian, signed. Limit: 100 MiB, a broker's socket.request.max.bytes.
/// source: kafka.apache.org/protocol.html, "Protocol Primitive Types" and "Common Request and Response Structure".
struct kafka : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 104'857'600}> {};

} // namespace cleave
