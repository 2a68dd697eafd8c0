// SPDX-License-Identifier: MIT
//
// http3: the frames of a request or control stream of HTTP/3.
#pragma once

#include "../detail/length_field.hpp"
#include "../prefix.hpp"

namespace cleave {

/// HTTP/3: type and length, both as QUIC writes numbers; more bytes than a number needs are allowed. write() makes a
/// DATA frame. Limit: 16 MiB, ours; the protocol has none. source: RFC 9114, 7.1; RFC 9000, 16.
template <std::uint64_t MaxPayload>
struct http3_frames {
    static constexpr std::size_t header_capacity = 16; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = http3_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        constexpr detail::length_rules rules{.most = 8, .padded = true};
        const detail::length_field type = detail::read_quic(in, rules);
        if (type.st == status::need_input) return prefix_reading::need(type.size + std::size_t{1});
        if (in.size() == type.size) return prefix_reading::need(1);
        const detail::length_field length = detail::read_quic(in.subspan(type.size), rules);
        if (length.st == status::need_input) return prefix_reading::need(length.size);
        return prefix_reading::frame(std::size_t{type.size} + length.size, length.value);
    }
    /// Returns the size in bytes of the header that write() writes.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept { return 1 + detail::quic_size(bytes); }
    /// Writes the header of a DATA frame.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        out[0] = std::byte{0};
        detail::put_quic(bytes, out + 1);
    }
    friend constexpr bool operator==(const http3_frames&, const http3_frames&) = default;
};
/// http3_frames: with a limit of 16 MiB.
using http3 = http3_frames<16 << 20>;

} // namespace cleave
