// SPDX-License-Identifier: MIT
//
// zmtp: ZeroMQ's frames.
#pragma once

#include "generic.hpp"

namespace cleave {

/// ZMTP 3: flags (more, long, command), then 1 or 8 bytes big-endian. write() makes a message's last frame. Both peers
/// begin with a zmtp_greeting. Limit: 16 MiB, ours; the protocol has none. source: rfc.zeromq.org/spec/23.
template <std::uint64_t MaxPayload>
struct zmtp_frames {
    static constexpr std::size_t header_capacity = 9; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = zmtp_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: magic_mismatch for flags that are reserved; length_malformed for 2^63 bytes and more.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return prefix_reading::need(1);
        if ((in[0] & std::byte{0xf8}) != std::byte{0}) return prefix_reading::refused(status::magic_mismatch, 1);
        const std::size_t header = (in[0] & std::byte{2}) != std::byte{0} ? 9 : 2;
        if (in.size() < header) return prefix_reading::need(header - in.size());
        const std::uint64_t length = detail::big_endian_number(in.subspan(1, header - 1));
        if (length > INT64_MAX) return prefix_reading::refused(status::length_malformed, header);
        return prefix_reading::frame(header, length);
    }
    /// Returns the size in bytes of the header that write() writes.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept { return bytes < 256 ? 2 : 9; }
    /// Writes the header of a message's last frame.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        out[0] = bytes < 256 ? std::byte{0} : std::byte{2};
        detail::put_big_endian(bytes, size(bytes) - 1, out + 1);
    }
    friend constexpr bool operator==(const zmtp_frames&, const zmtp_frames&) = default;
};
/// zmtp_frames: with a limit of 16 MiB.
using zmtp = zmtp_frames<16 << 20>;
/// The first 64 bytes of both peers.
struct zmtp_greeting : preamble<"\xff", 63> {};

} // namespace cleave
