// SPDX-License-Identifier: MIT
//
// fault_cause: why a stream most likely broke where it did: what people get wrong, tried one after the other.
#pragma once

#include "stream_walk.hpp"

#include <cleave/status.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace cleave::inspect {

/// Where a stream broke.
struct stream_fault {
    status st = status::ok;
    std::uint64_t offset = 0;                   // where the frame or message that broke begins
    std::uint64_t header_offset = 0;            // of a fault in a JSON header: in bytes from its start
    std::uint64_t index = 0;                    // frames or messages before it
    std::uint64_t previous = 0;                 // index > 0: where the one before it begins
    std::uint64_t have = 0, need = 0;           // a cut: bytes that came, bytes that were announced
    std::span<const std::byte> near_bytes = {}; // from `offset` on, as many as are at hand
};

/// The likely cause in words, with what it rests on; empty where none is better than the others.
/// window: the beginning of the same stream; causes that lie further back are not seen. cost: some 100 walks of it.
std::string likely_cause(const way_to_read& way, const stream_fault& fault, const stream_window& window);

} // namespace cleave::inspect
