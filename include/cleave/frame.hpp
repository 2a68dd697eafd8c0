// SPDX-License-Identifier: MIT
//
// frame: a view of a whole frame, and the types that describe missing bytes and the end of a stream.
//
//     +--------+----------------------+---------+
//     | header | payload              | trailer |      most protocols have no trailer
//     +--------+----------------------+---------+
#pragma once

#include "prefix.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

namespace detail {
template <prefix P>
class frame_window;

/// Bounds the payload of a whole frame, in bytes. frame_decoder reads larger ones.
inline constexpr std::uint64_t max_whole_payload = UINT32_MAX;
} // namespace detail

/// Views a whole frame, or none, and then converts to false. lifetime: stated by the reader that returned it.
class frame {
  public:
    /// Makes a view of no frame.
    constexpr frame() noexcept = default;
    /// Returns whether there is a frame.
    constexpr explicit operator bool() const noexcept { return payload_ != nullptr; }
    /// Returns the payload's bytes; the span may be empty.
    constexpr std::span<const std::byte> payload() const noexcept { return {payload_, size_}; }
    /// Returns the header's bytes: leading bytes, length field, gap.
    constexpr std::span<const std::byte> header() const noexcept { return {begin(), header_}; }
    /// Returns the bytes after the payload that belong to the frame.
    constexpr std::span<const std::byte> trailer() const noexcept { return {payload_ + size_, trailer_}; }
    /// Returns all bytes of the frame.
    constexpr std::span<const std::byte> bytes() const noexcept { return {begin(), size()}; }
    /// Returns the size of the frame, in bytes.
    constexpr std::size_t size() const noexcept { return std::size_t{size_} + header_ + trailer_; }

  private:
    template <prefix P>
    friend class detail::frame_window;
    constexpr frame(const std::byte* begin, const prefix_reading& found) noexcept
        : payload_(begin + found.header), size_(static_cast<std::uint32_t>(found.size)),
          header_(static_cast<std::uint16_t>(found.header)), trailer_(static_cast<std::uint16_t>(found.trailer)) {}
    constexpr const std::byte* begin() const noexcept { return payload_ - header_; }

    // 16 bytes on 64 bits: two registers, so that a call that is not inlined stays cheap.
    const std::byte* payload_ = nullptr;
    std::uint32_t size_ = 0; // of the payload, and of what stands around it
    std::uint16_t header_ = 0;
    std::uint16_t trailer_ = 0;
};

/// Describes how many bytes are missing. Fewer never complete what is in progress.
struct bytes_needed {
    std::uint64_t at_least = 0; // 0: no byte is missing
    bool is_all = false;        // exactly this many complete the frame

    friend constexpr bool operator==(const bytes_needed&, const bytes_needed&) = default;
};

/// Describes how a stream ended. st: ok (between frames), truncated_prefix, truncated_payload, or an earlier error.
struct [[nodiscard]] stream_end {
    status st = status::ok; // how it ended
    std::uint64_t have = 0; // bytes of the header, or of payload and trailer, that arrived
    std::uint64_t need = 0; // bytes that a whole one has at least

    friend constexpr bool operator==(const stream_end&, const stream_end&) = default;
};

} // namespace cleave
