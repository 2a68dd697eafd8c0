// SPDX-License-Identifier: MIT
//
// pkt_line: the lines that git's clients and servers exchange.
#pragma once

#include "../detail/length_field.hpp"
#include "../prefix.hpp"

namespace cleave {

/// git's pkt-line: 4 hexadecimal digits that count themselves. 0000, 0001 and 0002 (flush, delimiter, end of response)
/// are frames without a payload, as 0004 is: the header tells them apart. Limit: 65,516.
/// source: git's Documentation/gitprotocol-common, "pkt-line Format"; gitprotocol-v2.
template <std::uint64_t MaxPayload>
    requires(MaxPayload <= 65'516)
struct pkt_line_frames {
    static constexpr std::size_t header_capacity = 4; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = pkt_line_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: length_malformed, and length_below_header for 0003.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 4) return prefix_reading::need(4 - in.size());
        const detail::length_field length = detail::read_digits(in.first(4), 16);
        if (length.st != status::ok) return prefix_reading::refused(length.st, 4);
        if (length.value == 3) return prefix_reading::refused(status::length_below_header, 4);
        return prefix_reading::frame(4, length.value < 4 ? 0 : length.value - 4);
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 4; } // bytes
    /// Writes a header.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        detail::put_digits(bytes + 4, 16, 4, out);
    }
    friend constexpr bool operator==(const pkt_line_frames&, const pkt_line_frames&) = default;
};
/// pkt_line_frames: with the limit of the protocol: 65,516 bytes.
using pkt_line = pkt_line_frames<65'516>;

} // namespace cleave
