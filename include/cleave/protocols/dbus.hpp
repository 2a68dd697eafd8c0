// SPDX-License-Identifier: MIT
//
// dbus: the messages of D-Bus, after the lines of its authentication.
#pragma once

#include "../layout.hpp"

namespace cleave {

/// D-Bus: "l" or "B" for the byte order, type, flags, version 1, the body's size, a serial, the fields' size: 16 bytes.
/// The payload is the fields, padding to 8 bytes, and the body. Limit: 128 MiB, the message's of the specification.
/// source: dbus.freedesktop.org/doc/dbus-specification.html, "Message Format".
template <std::uint64_t MaxPayload>
struct dbus_frames {
    static constexpr std::size_t header_capacity = 16; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = dbus_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: magic_mismatch for another byte order or version.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return prefix_reading::need(1);
        const bool is_little = in[0] == std::byte{'l'};
        if (!is_little && in[0] != std::byte{'B'}) return prefix_reading::refused(status::magic_mismatch, 1);
        if (in.size() < 4) return prefix_reading::need(4 - in.size());
        if (in[3] != std::byte{1}) return prefix_reading::refused(status::magic_mismatch, 4);
        if (in.size() < 16) return prefix_reading::need(16 - in.size());
        const std::uint64_t body = detail::load_bytes(in.data() + 4, 4, is_little);
        const std::uint64_t fields = detail::load_bytes(in.data() + 12, 4, is_little);
        return prefix_reading::frame(16, (fields + 7) / 8 * 8 + body);
    }
    friend constexpr bool operator==(const dbus_frames&, const dbus_frames&) = default;
};
/// dbus_frames: with the limit of the specification.
using dbus = dbus_frames<(128 << 20) - 16>;

} // namespace cleave
