// SPDX-License-Identifier: MIT
//
// library_framing: the library's readers of frames as sessions.
#pragma once

#include "library_session.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// What to do with a frame above the limit.
enum class on_excess { fail, pass_over };

/// Called when a reader has no more frames: reports its error, or skips a frame that is too large.
/// returns: whether to go on.
template <class Reader>
bool goes_on(Reader& frames, on_excess excess, bool tells_size, sticky_error& reported, event_sink& sink) {
    if (!is_error(frames.st())) return false;
    const frame_error error = frames.error();
    if (excess == on_excess::pass_over && frames.skip()) {
        tells_size ? sink.event("excess", error.payload_bytes) : sink.event("excess");
        return true;
    }
    reported.report(error.st, error.offset, sink);
    return false;
}

/// frame_decoder; the name under which it shows data, and whether it tells of a frame's beginning, is the role's.
class decoder_session {
  public:
    decoder_session(const runtime_layout& prefix, on_excess excess, std::string_view data = "data",
                    bool tells_begin = true)
        : decoder_(prefix), data_(data), excess_(excess), tells_begin_(tells_begin) {}

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (error_.is_set()) return;
        decoder_.feed(in);
        do {
            while (const frame_part part = decoder_.next()) {
                if (part.is_first() && tells_begin_) sink.event("begin", decoder_.length());
                if (!part.data().empty()) sink.data(data_, text_of(part.data()));
                if (part.is_last()) sink.event("end");
            }
        } while (goes_on(decoder_, excess_, true, error_, sink));
        if (error_.is_set()) refused_ = decoder_.error();
    }

    void finish(event_sink& sink) {
        if (error_.is_set()) return;
        const stream_end end = decoder_.finish();
        if (end.st != status::ok)
            error_.report(end.st, decoder_.offset() + (end.st == status::truncated_prefix ? end.have : 0), sink);
    }

    friend bool operator==(const decoder_session& a, const decoder_session& b) {
        if (a.error_.is_set() || b.error_.is_set()) return a.error_ == b.error_ && a.refused_ == b.refused_;
        return a.decoder_ == b.decoder_ && a.decoder_.needed() == b.decoder_.needed();
    }

  private:
    frame_decoder<runtime_layout> decoder_;
    sticky_error error_;
    frame_error refused_;
    std::string_view data_;
    on_excess excess_;
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
    buffer_session(std::size_t storage, const runtime_layout& prefix, on_excess excess, bool in_place)
        : size_(storage), storage_(std::make_unique_for_overwrite<std::byte[]>(storage)),
          frames_(std::span(storage_.get(), size_), prefix), excess_(excess), in_place_(in_place) {}
    buffer_session(const buffer_session& other)
        : size_(other.size_), storage_(std::make_unique_for_overwrite<std::byte[]>(size_)),
          frames_(other.frames_, std::span(storage_.get(), size_)), error_(other.error_), refused_(other.refused_),
          excess_(other.excess_), in_place_(other.in_place_) {}
    buffer_session(buffer_session&&) = default;
    buffer_session& operator=(const buffer_session&) = delete;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (error_.is_set()) return;
        if (in_place_) {
            frames_.feed(in);
            return drain(sink);
        }
        do {
            const std::span<std::byte> room = frames_.writable();
            const std::size_t some = std::min(room.size(), in.size());
            std::copy_n(in.begin(), some, room.begin());
            frames_.commit(some);
            in = in.subspan(some);
            drain(sink);
            if (some == 0) return; // nothing left, or no room although all is drained: the missing events will tell
        } while (!in.empty() && !error_.is_set());
    }

    void finish(event_sink& sink) {
        if (error_.is_set()) return;
        const stream_end end = frames_.finish();
        if (end.st != status::ok) error_.report(end.st, frames_.offset() + frames_.unread().size(), sink);
    }

    friend bool operator==(const buffer_session& a, const buffer_session& b) {
        if (a.error_.is_set() || b.error_.is_set()) return a.error_ == b.error_ && a.refused_ == b.refused_;
        return a.frames_ == b.frames_ && a.frames_.needed() == b.frames_.needed();
    }

  private:
    void drain(event_sink& sink) {
        do {
            while (const frame f = frames_.next()) show_frame(f.payload(), sink);
        } while (goes_on(frames_, excess_, false, error_, sink));
        if (error_.is_set()) refused_ = frames_.error();
    }

    std::size_t size_;
    std::unique_ptr<std::byte[]> storage_;
    frame_buffer<runtime_layout> frames_;
    sticky_error error_;
    frame_error refused_;
    on_excess excess_;
    bool in_place_;
};

/// frame_reader, by a caller that keeps all bytes of the frame in progress.
class loop_session {
  public:
    explicit loop_session(const runtime_layout& prefix) : prefix_(prefix) {}

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (error_.is_set()) return;
        rest_ += text_of(in);
        const heap_piece all(rest_);
        frame_reader<runtime_layout> frames(all.bytes(), prefix_);
        while (const frame f = frames.next()) show_frame(f.payload(), sink);
        rest_.erase(0, static_cast<std::size_t>(frames.offset()));
        offset_ += frames.offset();
        if (is_error(frames.st())) error_.report(frames.st(), offset_, sink);
    }

    void finish(event_sink& sink) {
        if (error_.is_set()) return;
        const stream_end end = frame_reader<runtime_layout>(bytes_of_text(rest_), prefix_).finish();
        if (end.st != status::ok) error_.report(end.st, offset_ + rest_.size(), sink);
    }

    friend bool operator==(const loop_session& a, const loop_session& b) {
        return a.error_ == b.error_ && a.offset_ == b.offset_ && (a.error_.is_set() || a.rest_ == b.rest_);
    }

  private:
    runtime_layout prefix_;
    std::string rest_;
    std::uint64_t offset_ = 0;
    sticky_error error_;
};

} // namespace cleave::conformance
