// SPDX-License-Identifier: MIT
//
// catalogue: protocols that are known by name: how their frames are read, and what else their bytes must be.
#pragma once

#include "stream_walk.hpp"

#include <span>
#include <string_view>

namespace cleave::inspect {

/// A protocol of frames.
struct protocol {
    std::string_view name; // "TLS"
    /// Reads the header of a frame, or of what the protocol opens with. index: frames before it.
    frame_reading (*read)(std::span<const std::byte> bytes, std::uint64_t index);
    /// How many bits of surprise the other bytes of this frame are worth: a constant, a type out of few. Below 0: no
    /// frame of this protocol. frame: whole, or as far as the window reaches.
    double (*rules)(std::span<const std::byte> frame, const frame_reading& parts, std::uint64_t index);
    double rarity_bits; // how unlikely the protocol is before its bytes are seen

    frame_reading read_frame(std::span<const std::byte> bytes, std::uint64_t index) const { return read(bytes, index); }
};

std::span<const protocol> known_protocols();

/// A protocol by its name, whatever its case; null where there is none.
const protocol* find_protocol(std::string_view name);

/// A protocol of text lines, by the first bytes of a stream: "HTTP", "SMTP", "Redis"; empty: none that is known.
std::string_view known_text_protocol(std::span<const std::byte> bytes);

} // namespace cleave::inspect
