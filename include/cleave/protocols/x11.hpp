// SPDX-License-Identifier: MIT
//
// x11: what an X client and its server exchange. The first message settles the byte order: make it a template argument.
#pragma once

#include "../layout.hpp"

namespace cleave {

/// A client's first message: the byte order, version, sizes of a name and of its data, each padded to 4 bytes.
/// Limit: 131,072, what the two sizes can say. source: X Window System Protocol, "Connection Setup".
struct x11_setup {
    static constexpr std::size_t header_capacity = 12; // bytes

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return 2 * 65'536; }
    /// Reads the header. errors: magic_mismatch for another byte order.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return prefix_reading::need(1);
        const bool is_little = in[0] == std::byte{'l'};
        if (!is_little && in[0] != std::byte{'B'}) return prefix_reading::refused(status::magic_mismatch, 1);
        if (in.size() < 12) return prefix_reading::need(12 - in.size());
        const std::uint64_t name = detail::load_bytes(in.data() + 6, 2, is_little);
        const std::uint64_t data = detail::load_bytes(in.data() + 8, 2, is_little);
        return prefix_reading::frame(12, (name + 3) / 4 * 4 + (data + 3) / 4 * 4);
    }
    friend constexpr bool operator==(const x11_setup&, const x11_setup&) = default;
};

/// A server's answer to it: 8 bytes, the last two of which count words of 4 bytes. Limit: 262,140.
template <std::endian Order>
struct x11_setup_answer : fixed_layout<prefix_layout{.width = 2, .order = Order, .unit = 4, .offset = 6}> {};

/// A client's later messages: opcode, a byte, 2 bytes that count words of 4 with this header; where they are 0, 4 more
/// bytes count (BIG-REQUESTS). Limit: 16 MiB, the usual maximum-request-length. source: the same, "Request Format".
template <std::endian Order>
struct x11_request {
    static constexpr std::size_t header_capacity = 8; // bytes

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return 16 << 20; }
    /// Reads a header. errors: length_below_header for a long length that does not cover its header.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 4) return prefix_reading::need(4 - in.size());
        const std::uint64_t words = detail::load_bytes<2, Order>(in.data() + 2);
        if (words != 0) return prefix_reading::frame(4, 4 * words - 4);
        if (in.size() < 8) return prefix_reading::need(8 - in.size());
        const std::uint64_t long_words = detail::load_bytes<4, Order>(in.data() + 4);
        if (long_words < 2) return prefix_reading::refused(status::length_below_header, 8);
        return prefix_reading::frame(8, 4 * long_words - 8);
    }
    friend constexpr bool operator==(const x11_request&, const x11_request&) = default;
};

/// A server's later messages: events and errors of 32 bytes; replies and generic events have as many words of 4 bytes
/// more as bytes 4 to 7 say. source: the same, "Reply Format", "Event Format"; Generic Event Extension.
template <std::endian Order>
struct x11_answer {
    static constexpr std::size_t header_capacity = 8; // bytes

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return 16 << 20; }
    /// Reads a header.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 8) return prefix_reading::need(8 - in.size());
        const bool is_long = in[0] == std::byte{1} || (in[0] & std::byte{0x7f}) == std::byte{35};
        const std::uint64_t words = is_long ? detail::load_bytes<4, Order>(in.data() + 4) : 0;
        return prefix_reading::frame(8, 24 + 4 * words);
    }
    friend constexpr bool operator==(const x11_answer&, const x11_answer&) = default;
};

} // namespace cleave
