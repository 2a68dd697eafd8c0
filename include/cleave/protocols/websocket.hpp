// SPDX-License-Identifier: MIT
//
// websocket: the frames of an open WebSocket connection.
#pragma once

#include "../detail/length_field.hpp"
#include "../prefix.hpp"

namespace cleave {

/// WebSocket: opcode, then 7 bits, 2 or 8 bytes big-endian, the fewest that hold the length, then a mask of 4 bytes
/// where a client sends. The payload is as it was sent, still masked. write() makes a binary message of one frame
/// without a mask, as servers send. Limit: 16 MiB, ours; the protocol has none. source: RFC 6455, 5.2 and 5.5.
template <std::uint64_t MaxPayload>
struct websocket_frames {
    static constexpr std::size_t header_capacity = 14; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = websocket_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: varint_not_canonical; length_malformed for a length of 2^63 or more, and for a control
    /// frame above 125 bytes.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 2) return prefix_reading::need(2 - in.size());
        const std::uint64_t code = detail::number_at(in, 1) & 0x7f;
        const std::size_t more = code < 126 ? 0 : code == 126 ? 2 : 8;
        const bool is_control = (in[0] & std::byte{8}) != std::byte{0};
        if (is_control && more != 0) return prefix_reading::refused(status::length_malformed, 2);
        if (in.size() < 2 + more) return prefix_reading::need(2 + more - in.size());
        const std::uint64_t length = more == 0 ? code : detail::big_endian_number(in.subspan(2, more));
        if (length > INT64_MAX) return prefix_reading::refused(status::length_malformed, 2 + more);
        if (more != field_bytes(length)) return prefix_reading::refused(status::varint_not_canonical, 2 + more);
        const std::size_t header = 2 + more + ((in[1] & std::byte{0x80}) != std::byte{0} ? 4 : 0);
        if (length > MaxPayload) return prefix_reading::too_large(2 + more, header, length);
        if (in.size() < header) return prefix_reading::need(header - in.size());
        return prefix_reading::frame(header, length);
    }
    /// Returns the size in bytes of the header that write() writes.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept { return 2 + field_bytes(bytes); }
    /// Writes the header of a binary message.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        const std::size_t more = field_bytes(bytes);
        out[0] = std::byte{0x82};
        out[1] = static_cast<std::byte>(more == 0 ? bytes : more == 2 ? 126 : 127);
        detail::put_big_endian(bytes, more, out + 2);
    }
    friend constexpr bool operator==(const websocket_frames&, const websocket_frames&) = default;

  private:
    static constexpr std::size_t field_bytes(std::uint64_t length) noexcept {
        return length < 126 ? 0 : length < 65'536 ? 2 : 8;
    }
};
/// websocket_frames: with a limit of 16 MiB.
using websocket = websocket_frames<16 << 20>;

} // namespace cleave
