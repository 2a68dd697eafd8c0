// SPDX-License-Identifier: MIT
//
// library_framing: the library's readers of frames as sessions.
#pragma once

#include "library_session.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/next_frame.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// frame_decoder; the name under which it shows data, and whether it tells of a frame's beginning, is the role's.
class decoder_session {
  public:
    decoder_session(runtime_prefix prefix, on_excess excess, std::string_view data = "data", bool tells_begin = true)
        : decoder_(prefix, excess), data_(data), tells_begin_(tells_begin) {}

    void feed(std::span<const std::byte> in, event_sink& sink) {
        for (;;) {
            const frame_step step = decoder_.decode(in);
            in = in.subspan(step.consumed);
            switch (step.event) {
            case frame_event::none: break;
            case frame_event::begin:
                if (tells_begin_) sink.event("begin", step.length);
                break;
            case frame_event::data: sink.data(data_, text_of(step.data)); break;
            case frame_event::end: sink.event("end"); break;
            case frame_event::excess: sink.event("excess", step.length); break;
            }
            if (step.st == status::ok) continue;
            if (is_error(step.st)) error_.report(step.st, decoder_.error().offset, sink);
            return;
        }
    }

    void finish(event_sink& sink) {
        const stream_end end = decoder_.finish();
        if (end.st != status::ok) error_.report(end.st, decoder_.offset(), sink);
    }

    friend bool operator==(const decoder_session& a, const decoder_session& b) {
        return a.decoder_ == b.decoder_ && a.error_ == b.error_ && a.decoder_.needed() == b.decoder_.needed() &&
               a.decoder_.error() == b.decoder_.error();
    }

  private:
    runtime_frame_decoder decoder_;
    sticky_error error_;
    std::string_view data_;
    bool tells_begin_;
};

inline void show_frame(std::span<const std::byte> payload, event_sink& sink) {
    sink.event("begin", payload.size());
    sink.data("data", text_of(payload));
    sink.event("end");
}

/// frame_buffer, in both of its modes: frames read where they lie, and through its storage.
class buffer_session {
  public:
    buffer_session(std::size_t storage, runtime_prefix prefix, on_excess excess, bool in_place)
        : size_(storage), storage_(std::make_unique_for_overwrite<std::byte[]>(storage)),
          frames_(std::span(storage_.get(), size_), prefix, excess), in_place_(in_place) {}
    buffer_session(const buffer_session& other)
        : size_(other.size_), storage_(std::make_unique_for_overwrite<std::byte[]>(size_)),
          frames_(other.frames_, std::span(storage_.get(), size_)), error_(other.error_), in_place_(other.in_place_) {}
    buffer_session(buffer_session&&) = default;
    buffer_session& operator=(const buffer_session&) = delete;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (in_place_) return drain(in, sink);
        do {
            const std::span<std::byte> room = frames_.writable();
            const std::size_t some = std::min(room.size(), in.size());
            std::copy_n(in.begin(), some, room.begin());
            frames_.commit(some);
            in = in.subspan(some);
            std::span<const std::byte> nothing;
            drain(nothing, sink);
            if (some == 0) return; // nothing left, or no room although all is drained: the missing events will tell
        } while (!in.empty() && !error_.is_set());
    }

    void finish(event_sink& sink) {
        const stream_end end = frames_.finish();
        if (end.st != status::ok) error_.report(end.st, frames_.offset() + frames_.buffered().size(), sink);
    }

    friend bool operator==(const buffer_session& a, const buffer_session& b) {
        // After an error what is buffered behind it is of no use to anybody, and depends on where the input ended.
        if (a.error_.is_set() || b.error_.is_set())
            return a.error_ == b.error_ && a.frames_.error() == b.frames_.error() &&
                   a.frames_.counters() == b.frames_.counters();
        return a.frames_ == b.frames_ && a.frames_.needed() == b.frames_.needed();
    }

  private:
    void drain(std::span<const std::byte>& in, event_sink& sink) {
        for (;;) {
            const std::uint64_t discarded = frames_.counters().discarded_frames;
            const frame f = frames_.next(in);
            for (auto n = discarded; n < frames_.counters().discarded_frames; ++n) sink.event("excess");
            if (f.st == status::ok) {
                show_frame(f.payload, sink);
                continue;
            }
            if (is_error(f.st)) error_.report(f.st, frames_.error().offset, sink);
            return;
        }
    }

    std::size_t size_;
    std::unique_ptr<std::byte[]> storage_;
    runtime_frame_buffer frames_;
    sticky_error error_;
    bool in_place_;
};

/// next_frame, by a caller that keeps all bytes of the frame in progress.
class loop_session {
  public:
    explicit loop_session(runtime_prefix prefix) : prefix_(prefix) {}

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (error_.is_set()) return;
        rest_ += text_of(in);
        const heap_piece all(rest_);
        const frames_visited visited =
            visit_frames(prefix_, all.bytes(), [&](std::span<const std::byte> payload) { show_frame(payload, sink); });
        rest_.erase(0, visited.consumed);
        offset_ += visited.consumed;
        if (is_error(visited.st)) error_.report(visited.st, offset_, sink);
    }

    void finish(event_sink& sink) {
        if (error_.is_set() || rest_.empty()) return;
        const prefix_reading header = read_prefix(prefix_.layout(), bytes_of_text(rest_));
        const bool in_header = header.st == status::need_input;
        error_.report(in_header ? status::truncated_prefix : status::truncated_payload, offset_ + rest_.size(), sink);
    }

    friend bool operator==(const loop_session& a, const loop_session& b) {
        return a.error_ == b.error_ && a.offset_ == b.offset_ && (a.error_.is_set() || a.rest_ == b.rest_);
    }

  private:
    runtime_prefix prefix_;
    std::string rest_;
    std::uint64_t offset_ = 0;
    sticky_error error_;
};

} // namespace cleave::conformance
