// SPDX-License-Identifier: MIT
//
// readers: cleave's readers in the shape of the contenders in framing.hpp, and the state machine that one writes by
// hand instead of frame_decoder.
#pragma once

#include "framing.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/next_frame.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace cleave::bench {

inline constexpr std::size_t storage_bytes = 128 << 10;

inline consumer whole_by_hand(const stream& in) {
    consumer to;
    hand_loop(in.bytes(), to);
    return to;
}

inline consumer whole_by_visit(const stream& in) {
    consumer to;
    const auto visited = visit_frames<layout>(in.bytes(), [&](bytes_view payload) { to(payload); });
    benchmark::DoNotOptimize(visited.consumed);
    return to;
}

inline consumer whole_by_next_frame(const stream& in) {
    consumer to;
    for (bytes_view rest = in.bytes();;) {
        const frame f = next_frame<layout>(rest);
        if (f.st != status::ok) return to;
        to(f.payload);
        rest = rest.subspan(f.size());
    }
}

inline std::array<std::byte, storage_bytes> storage;

/// A reader that lives on from stream to stream, at an address that is in a register, as a member of something is: what
/// stands at a fixed address is read and written again more slowly.
inline frame_buffer<layout>& living_reader() {
    static frame_buffer<layout> frames(storage);
    frame_buffer<layout>* at = &frames;
    asm("" : "+r"(at));
    return *at;
}

// `f` is not const in loops over next(): g++ 12 keeps a const object of a class in memory.
inline consumer whole_by_next(const stream& in) {
    consumer to;
    frame_buffer<layout>& frames = living_reader();
    for (bytes_view rest = in.bytes();;) {
        frame f = frames.next(rest);
        if (f.st != status::ok) return to;
        to(f.payload);
    }
}

inline consumer whole_by_buffer_visit(const stream& in) {
    consumer to;
    const frame f = living_reader().visit(in.bytes(), [&](bytes_view payload) { to(payload); });
    benchmark::DoNotOptimize(f.st);
    return to;
}

/// frame_buffer over the caller's spans: copies what straddles.
class visiting_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        return !is_error(frames_.visit(in, [&](bytes_view payload) { to(payload); }).st);
    }

  private:
    std::unique_ptr<std::byte[]> storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
    frame_buffer<layout> frames_{std::span(storage_.get(), storage_bytes)};
};

/// The same, frame by frame.
class next_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        for (;;) {
            frame f = frames_.next(in);
            if (f.st != status::ok) return !is_error(f.st);
            to(f.payload);
        }
    }

  private:
    std::unique_ptr<std::byte[]> storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
    frame_buffer<layout> frames_{std::span(storage_.get(), storage_bytes)};
};

/// frame_buffer that is received into: the copy stands for read(2).
class received_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            const auto room = frames_.writable();
            const std::size_t some = std::min(room.size(), in.size());
            std::memcpy(room.data(), in.data(), some);
            frames_.commit(some);
            in = in.subspan(some);
            if (is_error(frames_.visit([&](bytes_view payload) { to(payload); }).st)) return false;
        }
        return true;
    }

  private:
    std::unique_ptr<std::byte[]> storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
    frame_buffer<layout> frames_{std::span(storage_.get(), storage_bytes)};
};

/// frame_decoder, all events of a delivery in one call.
class streaming_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        return !is_error(decoder_.visit(in, [&to](const frame_step& step) {
            if (step.event == frame_event::data) to.sum += std::to_integer<std::uint64_t>(step.data[0]);
            if (step.event == frame_event::end) ++to.frames;
        }));
    }

  private:
    frame_decoder<layout> decoder_;
};

/// frame_decoder, one event a call.
class stepping_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        for (;;) {
            const frame_step step = decoder_.decode(in);
            if (step.st != status::ok) return !is_error(step.st);
            in = in.subspan(step.consumed);
            if (step.event == frame_event::data) to.sum += std::to_integer<std::uint64_t>(step.data[0]);
            if (step.event == frame_event::end) ++to.frames;
        }
    }

  private:
    frame_decoder<layout> decoder_;
};

/// The state machine that one writes by hand for pieces.
class hand_machine {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            if (have_ < 4) {
                length_ |= std::to_integer<std::uint32_t>(in[0]) << (8 * have_++);
                in = in.subspan(1);
                if (have_ < 4) continue;
                if (length_ > static_cast<std::uint32_t>(max_payload)) return false;
                remaining_ = length_;
            } else {
                const std::size_t some = std::min<std::size_t>(remaining_, in.size());
                to.sum += std::to_integer<std::uint64_t>(in[0]);
                remaining_ -= static_cast<std::uint32_t>(some);
                in = in.subspan(some);
            }
            if (remaining_ == 0) {
                ++to.frames;
                have_ = 0;
                length_ = 0;
            }
        }
        return true;
    }

  private:
    std::uint32_t length_ = 0;
    std::uint32_t remaining_ = 0;
    unsigned have_ = 0;
};

} // namespace cleave::bench
