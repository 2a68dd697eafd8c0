// SPDX-License-Identifier: MIT
//
// databases: the frames of database protocols. Each limit is that of the protocol or its best known server.
#pragma once

#include "generic.hpp"

namespace cleave {

/// PostgreSQL 3.0: a type byte, then 4 bytes big-endian, signed, that count themselves. Limit: 1 GiB - 6, as libpq's.
/// The first message of a client is a postgresql_startup.
/// source: postgresql.org/docs/current/protocol-message-formats.html; src/include/libpq/libpq.h,
/// PQ_LARGE_MESSAGE_LIMIT.
struct postgresql
    : fixed_layout<prefix_layout{
          .is_signed = true, .counts = length_counts::from_field, .offset = 1, .max_payload = 0x3ffffffe - 4}> {};
/// PostgreSQL's StartupMessage, SSLRequest, GSSENCRequest and CancelRequest: the length counts itself, no type byte.
/// Limit: MAX_STARTUP_PACKET_LENGTH of src/include/libpq/pqcomm.h, 10,000.
struct postgresql_startup
    : fixed_layout<prefix_layout{
          .is_signed = true, .counts = length_counts::from_field, .min_payload = 4, .max_payload = 10'000}> {};

/// memcached's binary protocol: 8 bytes, then 4 bytes big-endian, then 12 bytes. Limit: an item of 1 MiB (its -I), a
/// key of 250 bytes and 20 bytes of extras.
/// source: docs.memcached.org/protocols/binary; protocol_binary.h.
struct memcached_binary : fixed_layout<prefix_layout{.offset = 8, .gap = 12, .max_payload = (1 << 20) + 270}> {};

} // namespace cleave
