// SPDX-License-Identifier: MIT
//
// frame_encoder: writes frames. Makes a header for a payload, puts it before the payload, or copies both.
//
//     auto header = encode_header<kafka>(5);            // 00 00 00 05: send header and payload with one vectored write
//     encode_in_place<kafka>(room, 5)                   // .. .. 00 00 00 05 h e l l o: the payload stays where it is
//     while (encode_frame<kafka>(message(), out) == status::ok) {}   // frames one after another; `out` moves on
//
// A reader of the same prefix accepts every encoded frame: encoders check the same limit, before they write a byte.
#pragma once

#include "detail/copy_bytes.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

namespace detail {

/// Returns the size of the trailer after a payload, in bytes.
template <writable_prefix P>
constexpr std::size_t trailer_size([[maybe_unused]] const P& p, [[maybe_unused]] std::uint64_t payload_bytes) noexcept {
    if constexpr (requires { p.trailer_size(payload_bytes); }) {
        return p.trailer_size(payload_bytes);
    } else {
        return 0;
    }
}

template <writable_prefix P>
constexpr void write_trailer([[maybe_unused]] const P& p, [[maybe_unused]] std::uint64_t payload_bytes,
                             [[maybe_unused]] std::byte* out) noexcept {
    if constexpr (requires { p.write_trailer(payload_bytes, out); }) p.write_trailer(payload_bytes, out);
}

/// Returns whether a frame can have a payload of this size: ok, or the broken rule.
template <writable_prefix P>
constexpr status check_payload(const P& p, std::uint64_t payload_bytes) noexcept {
    if constexpr (requires { p.check_payload(payload_bytes); }) {
        return p.check_payload(payload_bytes);
    } else {
        return payload_bytes > p.max_payload() ? status::frame_too_large : status::ok;
    }
}

} // namespace detail

/// Holds the header of one frame. A variable, but no temporary, converts to a view of its bytes.
template <std::size_t Capacity>
struct [[nodiscard]] frame_header {
    status st = status::ok;                  // ok, or why there is no header
    std::uint8_t size = 0;                   // bytes
    std::array<std::byte, Capacity> bytes{}; // the header, in front; bytes beside the length may be set

    /// Views the header's bytes. lifetime: this object's.
    constexpr operator std::span<const std::byte>() const& noexcept { return {bytes.data(), size}; }
    /// Refuses a temporary: a view of it would outlive its bytes.
    constexpr operator std::span<const std::byte>() const&& = delete;
};

/// Describes what a writer of messages wrote.
struct [[nodiscard]] encoded {
    status st = status::ok;           // ok; need_output: nothing was written, needed_bytes says the room; or the error
    std::span<const std::byte> bytes; // ok: the message, a view of the destination
    std::uint64_t needed_bytes = 0;   // need_output
};

/// Returns the size of a frame with this payload, in bytes; 0 if no frame can have it.
template <writable_prefix P>
constexpr std::uint64_t frame_size(std::uint64_t payload_bytes, const P& p = P{}) noexcept {
    if (detail::check_payload(p, payload_bytes) != status::ok) return 0;
    return p.size(payload_bytes) + payload_bytes + detail::trailer_size(p, payload_bytes);
}

/// Makes the header for a payload of payload_bytes. errors: frame_too_large; frame_too_small and
/// length_malformed (not a whole number of units) if the layout forbids the size. cost: O(header), copies no payload.
template <writable_prefix P>
constexpr frame_header<P::header_capacity> encode_header(std::uint64_t payload_bytes, const P& p = P{}) noexcept {
    frame_header<P::header_capacity> header;
    header.st = detail::check_payload(p, payload_bytes);
    if (header.st != status::ok) [[unlikely]]
        return header;
    header.size = static_cast<std::uint8_t>(p.size(payload_bytes));
    p.write(payload_bytes, header.bytes.data());
    return header;
}

/// Writes a whole frame to the front of `out`, and moves `out` on past it. payload and out must not overlap.
/// errors: those of encode_header; need_output if `out` is smaller than frame_size(); then `out` stays. cost: one
/// copy.
template <writable_prefix P>
constexpr status encode_frame(std::span<const std::byte> payload, std::span<std::byte>& out,
                              const P& p = P{}) noexcept {
    if (const status st = detail::check_payload(p, payload.size()); st != status::ok) [[unlikely]]
        return st;
    const std::size_t header = p.size(payload.size());
    const std::size_t trailer = detail::trailer_size(p, payload.size());
    if (out.size() < header || out.size() - header < payload.size() || out.size() - header - payload.size() < trailer)
        [[unlikely]]
        return status::need_output;
    p.write(payload.size(), out.data());
    detail::copy_bytes(payload, out.data() + header);
    detail::write_trailer(p, payload.size(), out.data() + header + payload.size());
    out = out.subspan(header + payload.size() + trailer);
    return status::ok;
}

/// Writes the header before a payload that is in place already and the trailer after it, and narrows `room` to the
/// frame. room: headroom, the payload of payload_bytes bytes, and room for just the trailer, if the prefix has one.
/// errors: those of encode_header; need_output if the headroom is smaller than the header. cost: O(header).
template <writable_prefix P>
constexpr status encode_in_place(std::span<std::byte>& room, std::size_t payload_bytes, const P& p = P{}) noexcept {
    if (const status st = detail::check_payload(p, payload_bytes); st != status::ok) return st;
    const std::size_t body = payload_bytes + detail::trailer_size(p, payload_bytes);
    assert(body <= room.size());
    const std::size_t header = p.size(payload_bytes);
    const std::size_t headroom = room.size() - body;
    if (header > headroom) return status::need_output;
    room = room.subspan(headroom - header);
    p.write(payload_bytes, room.data());
    detail::write_trailer(p, payload_bytes, room.data() + header + payload_bytes);
    return status::ok;
}

} // namespace cleave
