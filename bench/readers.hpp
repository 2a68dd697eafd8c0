// SPDX-License-Identifier: MIT
//
// readers: cleave's readers in the shape of the contenders in framing.hpp, and the state machine that one writes by
// hand instead of frame_decoder.
#pragma once

#include "framing.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_reader.hpp>

#include <algorithm>
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

// `f` is not const in loops over next(): g++ 12 keeps a const object of a class in memory.
inline consumer whole_by_reader(const stream& in) {
    consumer to;
    frame_reader<protocol> frames(in.bytes());
    while (frame f = frames.next()) to(f.payload());
    return to;
}

/// Memory that a reader puts frames together in.
class frame_memory {
  public:
    operator std::span<std::byte>() const noexcept { return {bytes_.get(), storage_bytes}; }

  private:
    std::unique_ptr<std::byte[]> bytes_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
};

/// frame_buffer over the caller's spans: copies what straddles.
class fed_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        frames_.feed(in);
        while (frame f = frames_.next()) to(f.payload());
        return !is_error(frames_.st());
    }

  private:
    frame_memory storage_;
    frame_buffer<protocol> frames_{std::span<std::byte>(storage_)};
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
            while (frame f = frames_.next()) to(f.payload());
            if (is_error(frames_.st())) return false;
        }
        return true;
    }

  private:
    frame_memory storage_;
    frame_buffer<protocol> frames_{std::span<std::byte>(storage_)};
};

/// frame_decoder: payloads in parts.
class streaming_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        decoder_.feed(in);
        while (frame_part part = decoder_.next()) {
            if (!part.data().empty()) to.sum += std::to_integer<std::uint64_t>(part.data()[0]);
            if (part.is_last()) ++to.frames;
        }
        return !is_error(decoder_.st());
    }

  private:
    frame_decoder<protocol> decoder_;
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
