// SPDX-License-Identifier: MIT
//
// catalogue: protocols that are known by name: how their frames are read, and what else their bytes must be.
#pragma once

#include "stream_walk.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::inspect {

/// A protocol of frames.
struct protocol {
    using read_function = frame_reading(std::span<const std::byte> bytes, std::uint64_t index);
    using rules_function = double(std::span<const std::byte> frame, const frame_reading& parts, std::uint64_t index);

    std::string_view name; // "TLS"
    /// Reads the header of a frame, or of what the protocol opens with. index: frames before it.
    read_function* read;
    /// How many bits of surprise the other bytes of this frame are worth: a constant, a type out of few. Below 0: no
    /// frame of this protocol. frame: whole, or as far as the window reaches.
    rules_function* rules;
    double rarity_bits;                  // how unlikely the protocol is before its bytes are seen
    std::optional<prefix_layout> layout; // of its frames, where it is one
};

std::span<const protocol> known_protocols();

/// A protocol by its name, whatever its case; null where there is none.
const protocol* find_protocol(std::string_view name);

/// A name that --layout takes, and the layout as cleave/layout_text.hpp has it; "" where no layout describes it.
struct layout_line {
    std::string name, text;
};
/// All of them: protocols, the layouts of the suite, those of the library. A name comes once.
std::vector<layout_line> layout_lines();

/// The layout of a name that layout_lines() has, or of a text; `why` says what is wrong with it.
std::optional<conformance::layout> find_layout(std::string_view text, std::string& why);

/// A protocol of text lines, by the first bytes of a stream: "HTTP", "SMTP", "Redis"; empty: none that is known.
std::string_view known_text_protocol(std::span<const std::byte> bytes);

} // namespace cleave::inspect
