// SPDX-License-Identifier: MIT
//
// capnproto: Cap'n Proto messages in a stream.
#pragma once

#include "../detail/platform.hpp"
#include "../layout.hpp"

namespace cleave {

/// Cap'n Proto: the number of segments less one, the size of each in words of 8 bytes, all of 4 bytes little-endian,
/// padding to 8 bytes. A header has at most 255 bytes here, so 61 segments; more are refused as length_malformed.
/// write() makes a message of one segment. Limit: 64 MiB, the usual traversal limit.
/// source: capnproto.org/encoding.html, "Serialization Over a Stream".
template <std::uint64_t MaxPayload>
struct capnproto_frames {
    static constexpr std::size_t header_capacity = 248; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = capnproto_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 4) return prefix_reading::need(4 - in.size());
        const std::uint64_t segments = word(in, 0) + 1;
        if (segments > 61) return prefix_reading::refused(status::length_malformed, 4);
        const std::size_t header = detail::as_size(segments / 2 * 8 + 8);
        if (in.size() < header) return prefix_reading::need(header - in.size());
        std::uint64_t words = 0;
        for (std::size_t i = 1; i <= segments; ++i) words += word(in, i);
        return prefix_reading::frame(header, 8 * words);
    }
    /// Says whether a segment can have that many bytes: a multiple of 8.
    static constexpr status check_payload(std::uint64_t bytes) noexcept {
        return bytes > MaxPayload ? status::frame_too_large : bytes % 8 != 0 ? status::length_malformed : status::ok;
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 8; } // bytes
    /// Writes the header of a message of one segment.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        store<std::endian::little>(out, std::uint32_t{0});
        store<std::endian::little>(out + 4, static_cast<std::uint32_t>(bytes / 8));
    }
    friend constexpr bool operator==(const capnproto_frames&, const capnproto_frames&) = default;

  private:
    static constexpr std::uint64_t word(std::span<const std::byte> in, std::size_t i) noexcept {
        return load<std::uint32_t, std::endian::little>(in.data() + 4 * i);
    }
};
/// capnproto_frames: with a limit of 64 MiB.
using capnproto = capnproto_frames<64 << 20>;

} // namespace cleave
