// SPDX-License-Identifier: MIT
//
// fairness: what a decoder may do otherwise than the reference. With the defaults nothing that is harmless is a
// difference; say more, and more is checked.
//
//     differential<kafka, my_decoder>(data, size, feed, {.takes_padded_varints = false, .length_bits = 32});
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace cleave::fuzz {

/// What the limit of a decoder counts.
enum class limited_size : std::uint8_t {
    either,  // payload or frame: a frame between the two may be refused or taken
    payload, // the bytes of the payload
    frame,   // all bytes of the frame
};

/// What follows a refused frame.
enum class after_error : std::uint8_t {
    stops, // nothing more is delivered
    stays, // more is delivered, and the decoder must tell no frame of it
    skips, // a frame that is too large is skipped, and those after it must come; other errors stop
};

/// What a decoder may do otherwise. std::nullopt: one or the other.
struct fairness {
    std::optional<bool> takes_padded_varints = std::nullopt; // a varint longer than its number needs
    unsigned length_bits = 0;                                // a varint of more bits is refused; 0: unknown
    std::optional<bool> refuses_early = std::nullopt;      // before the length is in, where no length is good any more
    std::optional<bool> reads_whole_header = std::nullopt; // before it refuses the length in it
    std::optional<std::uint64_t> limit = std::nullopt;     // bytes; else that of the prefix
    limited_size limit_on = limited_size::payload;         // what the limit counts
    after_error after = after_error::stops;                // what follows a refusal
    // Memory: at most so much more than before the stream began, and so many times what came of it.
    std::size_t memory = std::size_t{1} << 20; // bytes
    std::size_t memory_per_byte = 256;
};

} // namespace cleave::fuzz
