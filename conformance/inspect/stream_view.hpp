// SPDX-License-Identifier: MIT
//
// stream_view: what a stream holds, as text: each frame or message with its place, then the first fault, or the end.
//
//     @0  frame 0, 5 bytes
//         00000000  05 00 00 00 68 65 6c 6c  6f                       |....hello|
//     @9  FAULT  frame_too_large: ...
//
// In bounded memory: a stream may be endless. What is shown depends on the bytes, and not on how they came.
#pragma once

#include "fault_cause.hpp"
#include "stream_walk.hpp"

#include <cleave/frame_decoder.hpp>
#include <cleave/message_decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cleave::inspect {

struct view_style {
    std::size_t shown_bytes = 64; // of each frame or body
    bool only_faults = false;
    bool has_color = false;
};

class stream_view {
  public:
    /// way: checked (parse_layout).
    stream_view(way_to_read way, view_style style);

    /// Takes the next bytes of the stream. After a fault nothing more is read; it is shown when `context_bytes` more
    /// have come, in which its cause may show, or with finish().
    void feed(std::span<const std::byte> bytes);

    /// The stream is over.
    void finish();

    /// What there is to show since the last call.
    std::string take_text();

    /// Whether a fault has been seen: of the stream, or its early end.
    bool is_faulty() const { return fault_.has_value(); }

    /// How many bytes of the beginning are kept, to find causes in.
    static constexpr std::size_t window_bytes = 64 << 10;
    static constexpr std::size_t context_bytes = 4 << 10;

  private:
    std::span<const std::byte> feed_frames(std::span<const std::byte> in);
    std::span<const std::byte> feed_messages(std::span<const std::byte> in);
    void begin_item();
    void show_item(const std::string& what, std::uint64_t offset, const std::string& header);
    void end_message();
    void refuse(const stream_fault& fault, std::string described);
    void show_fault();
    void show_counts();
    std::string painted(std::string_view color, const std::string& text) const;
    void keep_preview(std::span<const std::byte> bytes);
    std::uint64_t fault_place() const;
    std::uint64_t cause_end() const;
    std::uint64_t still_needed_from() const;

    way_to_read way_;
    view_style style_;
    runtime_frame_decoder frames_;
    std::vector<std::byte> header_storage_;
    std::vector<char> scratch_;
    message_decoder messages_;
    std::uint64_t bodies_ = 0;         // bytes that the message decoder did not see
    std::uint64_t body_bytes_ = 0;     // of the message in progress
    std::uint64_t body_remaining_ = 0; // of those, to come
    std::string title_;                // of the message in progress
    std::string header_text_;          // of the message in progress

    std::uint64_t items_ = 0;      // whole frames or messages
    std::uint64_t item_begin_ = 0; // of the one in progress
    std::uint64_t item_bytes_ = 0; // payload or body, of the one in progress
    std::uint64_t previous_begin_ = 0;
    std::uint64_t payload_bytes_ = 0; // of all
    std::vector<std::byte> preview_;  // of the one in progress
    std::size_t shown_header_ = 0;    // bytes of a frame's header in it
    std::uint64_t preview_begin_ = 0;

    std::uint64_t fed_ = 0;
    std::vector<std::byte> window_; // the stream's first bytes
    std::vector<std::byte> recent_; // the last bytes of the stream; until a fault is shown, also what follows it
    std::uint64_t recent_begin_ = 0;
    std::optional<stream_fault> fault_;
    std::string described_; // fault_ in the decoder's words
    bool is_shown_ = false; // fault_ is
    bool is_over_ = false;
    std::string text_;
};

/// Bytes from a peer as text that a terminal may be shown; at most `most` bytes of it.
std::string displayed(std::string_view text, std::size_t most);

} // namespace cleave::inspect
