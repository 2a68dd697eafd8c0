// SPDX-License-Identifier: MIT
//
// fastcgi: the records between a web server and an application.
#pragma once

#include "../detail/length_field.hpp"
#include "../detail/platform.hpp"
#include "../prefix.hpp"

namespace cleave {

/// FastCGI: version 1, type, request, 2 bytes big-endian, then a byte that counts the padding after the content: the
/// frame's trailer. write() makes a record of type and request 0, padded to 8 bytes: put yours into bytes 1 to 3.
/// Limit: 65,535. source: fastcgi-archives.github.io, "FastCGI Specification", 3.3.
template <std::uint64_t MaxPayload>
    requires(MaxPayload <= 65'535)
struct fastcgi_frames {
    static constexpr std::size_t header_capacity = 8;    // bytes
    static constexpr std::size_t trailer_capacity = 255; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = fastcgi_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: magic_mismatch for another version.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return prefix_reading::need(1);
        if (in[0] != std::byte{1}) return prefix_reading::refused(status::magic_mismatch, 1);
        if (in.size() < 8) return prefix_reading::need(8 - in.size());
        return prefix_reading::frame(8, detail::big_endian_number(in.subspan(4, 2)),
                                     std::to_integer<std::size_t>(in[6]));
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 8; } // bytes
    /// Writes a header.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        detail::put_big_endian(1, 1, out);
        detail::put_big_endian(0, 3, out + 1);
        detail::put_big_endian(bytes, 2, out + 4);
        detail::put_big_endian(trailer_size(bytes), 1, out + 6);
        detail::put_big_endian(0, 1, out + 7);
    }
    /// Returns the size in bytes of the padding.
    static constexpr std::size_t trailer_size(std::uint64_t bytes) noexcept {
        return detail::as_size((8 - bytes % 8) % 8);
    }
    /// Writes zeros for them.
    static constexpr void write_trailer(std::uint64_t bytes, std::byte* out) noexcept {
        detail::put_big_endian(0, trailer_size(bytes), out);
    }
    friend constexpr bool operator==(const fastcgi_frames&, const fastcgi_frames&) = default;
};
/// fastcgi_frames: with the limit of the specification.
using fastcgi = fastcgi_frames<65'535>;

} // namespace cleave
