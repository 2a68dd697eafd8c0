// SPDX-License-Identifier: MIT
//
// stream_view: what a stream holds, as text: each frame or message with its place, each fault, each hole, the end.
//
//     @0  frame 0, 5 bytes  (packet 4, 12:00:01.250000)
//         00000000  05 00 00 00 68 65 6c 6c  6f                       |....hello|
//     @9  FAULT  frame_too_large: ...
//     -- 12 bytes skipped, frames begin again at byte 21 --
//
// In bounded memory: a stream may be endless. What is shown depends on the bytes, and not on how they came.
#pragma once

#include "fault_cause.hpp"
#include "stream_walk.hpp"

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
    bool only_faults = false;     // no frames, and no counts where all is well
    bool has_color = false;
    bool is_json = false;         // a line a frame
    std::uint64_t first_item = 0; // frames before it are counted, not shown
    std::string json_head = {};   // members that each line begins with: `"connection":1,`
};

/// Where bytes came from; packet 0: from no capture.
struct byte_origin {
    std::uint64_t packet = 0;
    std::uint64_t time_ns = 0;
};

class stream_view {
  public:
    /// way: checked (parse_layout).
    stream_view(way_to_read way, view_style style);

    /// Takes the next bytes of the stream. Behind a fault it looks for frames again, in 64 KiB at a time.
    void feed(std::span<const std::byte> bytes, byte_origin from = {});

    /// The next `count` bytes are not known. Where they lie inside a payload, frames go on behind it.
    void lose(std::uint64_t count, byte_origin behind = {});

    /// The stream is over. is_complete: its end was seen; else the last frame may go on.
    void finish(bool is_complete = true);

    /// What there is to show since the last call.
    std::string take_text();

    /// Faults seen: of the stream, or its early end.
    std::uint64_t faults() const { return faults_; }
    bool is_faulty() const { return faults_ != 0; }
    /// Whole frames or messages, and the bytes in their payloads or bodies.
    std::uint64_t items() const { return items_; }
    std::uint64_t payload_bytes() const { return payload_bytes_; }
    /// Bytes that belong to no frame, because of faults and holes.
    std::uint64_t passed_over() const { return passed_over_; }

    /// How many bytes of the beginning are kept, to find causes in.
    static constexpr std::size_t window_bytes = 64 << 10;
    static constexpr std::size_t context_bytes = 4 << 10;

  private:
    enum class doing { skipping, reading, searching };

    void take(std::span<const std::byte> in);
    std::span<const std::byte> feed_frames(std::span<const std::byte> in);
    std::span<const std::byte> feed_payload(std::span<const std::byte> in);
    std::span<const std::byte> feed_messages(std::span<const std::byte> in);
    void begin_frame(const frame_reading& found, std::span<const std::byte> header);
    void end_frame();
    void end_message();
    void restart_messages();
    void show_item(const std::string& what, const std::string& header);
    void show_json(const std::string& what);
    void refuse(status st, std::string described, std::uint64_t offset, std::span<const std::byte> from_offset);
    std::string describe_refused(const frame_reading& found) const;
    void refuse_message();
    void search(bool is_over);
    void show_fault(bool is_over);
    void show_counts();
    void keep_recent(std::span<const std::byte> bytes);
    std::string place_text(std::uint64_t offset, const byte_origin& from) const;
    void remark(const std::string& text);
    std::string painted(std::string_view color, const std::string& text) const;
    void keep_preview(std::span<const std::byte> bytes);
    bool is_inside() const;
    std::uint64_t fault_place() const;
    std::uint64_t cause_end() const;
    std::string cause_of_fault(bool is_over) const;

    way_to_read way_;
    view_style style_;
    doing doing_ = doing::reading;
    std::uint64_t to_skip_ = 0;

    // The frame or message in progress.
    std::uint64_t at_ = 0; // of the next byte to be read
    std::uint64_t item_begin_ = 0;
    byte_origin now_, item_origin_;
    std::vector<std::byte> header_; // as far as it is in
    std::size_t shown_header_ = 0;  // bytes of it in the preview
    std::uint64_t item_bytes_ = 0;  // payload or body
    std::uint64_t remaining_ = 0;   // of payload and trailer, or body, to come
    std::uint64_t trailer_ = 0;
    std::uint64_t lost_ = 0;  // bytes of it that are not known
    bool is_payload_ = false; // the header is read
    std::vector<std::byte> preview_;
    std::uint64_t preview_begin_ = 0;
    std::string title_, header_text_; // of a message

    std::vector<std::byte> header_storage_;
    std::vector<char> scratch_;
    std::optional<message_decoder> messages_;

    std::uint64_t items_ = 0, payload_bytes_ = 0, passed_over_ = 0, faults_ = 0, fed_ = 0, missing_ = 0;
    std::uint64_t previous_begin_ = 0;
    bool is_aligned_ = true;        // no hole and no fault so far: causes can be looked for in the window
    std::vector<std::byte> window_; // the stream's first bytes
    std::vector<std::byte> recent_; // the last bytes in front of a fault

    // Behind a fault or a hole.
    std::vector<std::byte> found_; // bytes in which frames are looked for
    std::vector<std::uint64_t> cuts_;
    std::vector<byte_origin> origins_; // of the bytes from each cut on
    std::uint64_t found_begin_ = 0;
    bool begins_with_fault_ = false;
    std::optional<stream_fault> fault_; // to be shown
    byte_origin fault_origin_;
    std::string described_; // fault_ in the decoder's words
    bool is_over_ = false;
    std::string text_;
};

/// Bytes from a peer as text that a terminal may be shown; at most `most` bytes of it.
std::string displayed(std::string_view text, std::size_t most);

/// Nanoseconds since 1970 as `12:00:01.250000`, universal time.
std::string time_text(std::uint64_t time_ns);

} // namespace cleave::inspect
