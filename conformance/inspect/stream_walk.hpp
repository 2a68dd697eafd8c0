// SPDX-License-Identifier: MIT
//
// stream_walk: reads the beginning of a stream in one way, and says how well the bytes bear it out.
//
// The measure is surprise. That a length field of 32 bits names a place inside the 100 bytes that are left is so
// unlikely for bytes that are no length (about 100 in 2^32) that seeing it is worth 25 bits; that a field of 8 bits
// does is worth one. What is left over, cut, or against a rule takes away.
#pragma once

#include "conformance/runner/trace_layout.hpp"

#include <cleave/header_message.hpp>
#include <cleave/status.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace cleave::inspect {

/// What stands in a stream.
enum class content : std::uint8_t {
    frames,   // nothing but frames
    messages, // LEN and JSON, then a body of the size that the JSON names
};

/// One way to read a stream.
struct way_to_read {
    conformance::layout layout;
    content holds = content::frames;

    friend bool operator==(const way_to_read&, const way_to_read&) = default;
};

/// The first bytes of a stream, and whether they are all of it.
struct stream_window {
    std::span<const std::byte> bytes;
    bool is_whole = true;
};

/// How far a way to read a stream leads.
struct walk_result {
    status st = status::ok;      // ok: it ends between frames; need_input: inside one; or the first fault
    std::size_t frames = 0;      // whole ones
    std::size_t consumed = 0;    // bytes of those
    std::size_t json_frames = 0; // those that hold a JSON object
    std::size_t text_frames = 0; // those that hold text, JSON or not, and are not empty
    std::size_t empty_frames = 0;
    double evidence_bits = 0;

    /// Nothing is left over: as good as it gets.
    bool fits(const stream_window& window) const {
        return frames != 0 && (st == status::ok || (st == status::need_input && !window.is_whole));
    }
};

walk_result walk(const way_to_read& way, const stream_window& window);

/// How many bytes of body follow a header: by its fields alone, whichever side sent it.
struct body_reading {
    status st = status::ok; // field_missing, offset_beyond_size
    std::uint64_t bytes = 0;
};
body_reading body_behind(const header_fields& fields);

/// Whether the bytes are a JSON object.
bool is_json_object(std::span<const std::byte> bytes);

/// Whether the bytes are UTF-8 without control characters other than white space; true for none.
bool is_readable_text(std::span<const std::byte> bytes);

} // namespace cleave::inspect
