// SPDX-License-Identifier: MIT
//
// readers: the loops of README.md over cleave's readers, as the contenders in framing.hpp are; and what one writes by
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

inline constexpr std::size_t storage_bytes =
    warm_bytes + (64 << 10); // a stream fits, as it does in a buffer that grows

/// Memory that a reader puts frames together in.
class frame_memory {
  public:
    operator std::span<std::byte>() const noexcept { return {bytes_.get(), storage_bytes}; }

  private:
    std::unique_ptr<std::byte[]> bytes_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
};

/// frame_reader: bytes in memory that begin and end with a frame.
class memory_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        frame_reader<protocol> frames(in);
        while (const frame f = frames.next()) to(f.payload());
        return !is_error(frames.st());
    }
};

/// frame_buffer over bytes that somebody else received: `feed`, then `next`.
class fed_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        frames_.feed(in);
        while (const frame f = frames_.next()) to(f.payload());
        return !is_error(frames_.st());
    }

  private:
    frame_memory storage_;
    frame_buffer<protocol> frames_{std::span<std::byte>(storage_)};
};

/// frame_buffer that is received into: `writable`, `commit`, then `next`. The copy stands for recv().
class received_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            const std::span<std::byte> room = frames_.writable();
            const std::size_t some = std::min(room.size(), in.size());
            std::memcpy(room.data(), in.data(), some);
            frames_.commit(some);
            while (const frame f = frames_.next()) to(f.payload());
            if (is_error(frames_.st())) return false;
            in = in.subspan(some);
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
    bool feed(bytes_view in, OnPayload& to) {
        decoder_.feed(in);
        while (const frame_part part = decoder_.next()) to.part(part.data(), part.is_last());
        return !is_error(decoder_.st());
    }

  private:
    frame_decoder<protocol> decoder_;
};

/// The loop that one writes by hand for payloads in parts: a header at once where it is whole, else a byte at a time.
class hand_chunks {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            if (in_payload_) {
                const std::size_t some = std::min<std::size_t>(left_, in.size());
                left_ -= static_cast<std::uint32_t>(some);
                in_payload_ = left_ != 0;
                to.part(in.first(some), !in_payload_);
                in = in.subspan(some);
                continue;
            }
            if (have_ == 0 && in.size() >= 4) {
                std::memcpy(&left_, in.data(), 4);
                in = in.subspan(4);
            } else {
                left_ = have_ == 0 ? 0 : left_;
                left_ |= std::to_integer<std::uint32_t>(in[0]) << (8 * have_++);
                in = in.subspan(1);
                if (have_ < 4) continue;
                have_ = 0;
            }
            if (left_ > static_cast<std::uint32_t>(max_payload)) return false;
            in_payload_ = left_ != 0;
            if (!in_payload_) to.part({}, true);
        }
        return true;
    }

  private:
    std::uint32_t left_ = 0; // of the payload, or so much of the length as is there
    unsigned have_ = 0;      // bytes of the length
    bool in_payload_ = false;
};

} // namespace cleave::bench
