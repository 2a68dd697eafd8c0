// SPDX-License-Identifier: MIT
//
// stream_walk: reads the beginning of a stream in one way, and says how well the bytes bear it out.
//
// The measure is what the same bytes do elsewhere. Where a frame ends, the next one must begin: that is evidence in so
// far as a reading from any other place of this stream would not have found a frame. Among zeros and text, and for
// records of one size, it would have: there a thousand frames prove nothing.
#pragma once

#include "conformance/runner/trace_layout.hpp"

#include <cleave/header_message.hpp>
#include <cleave/status.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cleave::inspect {

struct protocol;

/// What stands in a stream.
enum class content : std::uint8_t {
    frames,   // nothing but frames
    messages, // LEN and JSON, then a body of the size that the JSON names
};

/// One way to read a stream.
struct way_to_read {
    conformance::layout layout;
    content holds = content::frames;
    const protocol* known = nullptr; // where not null, frames are as this protocol has them
    std::uint64_t skip = 0;          // bytes in front of the first frame
    runtime_layout reader = conformance::checked_layout(layout.prefix);

    friend bool operator==(const way_to_read&, const way_to_read&) = default;
};

/// The first bytes of a stream, whether they are all of it, and where segments began in them, if that is known.
struct stream_window {
    std::span<const std::byte> bytes;
    bool is_whole = true;
    std::span<const std::uint64_t> cuts = {};
};

/// The parts of a frame, in bytes.
struct frame_reading {
    status st = status::ok; // need_input, or the error
    std::size_t header = 0;
    std::uint64_t payload = 0;
    std::size_t trailer = 0;

    std::uint64_t size() const { return header + payload + trailer; }
};

/// The same in the terms of this program.
frame_reading reading_of(const prefix_reading& found);
/// Reads the header of the frame at the front of `bytes`; index: frames before it.
frame_reading read_frame(const way_to_read& way, std::span<const std::byte> bytes, std::uint64_t index);
/// Bytes that read_frame looks at, at most; of a stream's first frame more, for it may be the head of HTTP.
constexpr std::size_t most_header_bytes(std::uint64_t index) { return index == 0 ? 8192 : 255; }

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

/// cost: one pass over the window, and at most 512 looks elsewhere in it.
walk_result walk(const way_to_read& way, const stream_window& window);

/// Finds the first place behind `from` where frames begin again: several lengths agree from there on, or the bytes end
/// with a frame. Returns the size of the window where there is none.
std::size_t find_frames(const way_to_read& way, const stream_window& window, std::size_t from);

/// The distance at which most bytes come again, if more than half of them do; 0: at none. share: of those that do.
struct rhythm {
    std::size_t period = 0;
    double share = 0.5;
};
/// cost: most_period passes over the bytes.
rhythm rhythm_of(std::span<const std::byte> bytes, std::size_t most_period);

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
