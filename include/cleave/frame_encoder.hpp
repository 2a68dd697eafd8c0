// SPDX-License-Identifier: MIT
//
// frame_encoder: the mirror of the readers. A header in a fixed array, and the caller's payload: sent by one vectored
// write, placed into headroom in front of the payload, or copied behind each other.
//
//     encode_header<P>(5)          -> 00 00 00 05                     then write { header, payload } in one call
//     encode_in_place<P>(room, 5)  -> .. .. 00 00 00 05 h e l l o     the payload stays where it is
//     encode_frame<P>(payload, to) -> 00 00 00 05 h e l l o           one copy
//
// What is encoded is always accepted by a reader of the same prefix: the one limit holds here too, and is checked
// before the first byte. Leading and gap bytes of the layout are zero; set them through frame_header::bytes.
#pragma once

#include "copy_bytes.hpp"
#include "length_prefix.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// The header of one frame.
template <std::size_t Capacity>
struct [[nodiscard]] frame_header {
    status st = status::ok;                  // ok, or frame_too_large: no header then
    std::uint8_t size = 0;                   // bytes
    std::array<std::byte, Capacity> bytes{}; // the header, in front; leading and gap bytes may be set

    /// The header's bytes: a view of this object.
    constexpr operator std::span<const std::byte>() const noexcept { return {bytes.data(), size}; }
};

/// What an encoder wrote.
struct [[nodiscard]] encoded {
    status st = status::ok;           // ok; need_output: nothing was written, needed_bytes says the room; or the error
    std::span<const std::byte> bytes; // ok: the frame, a view of the destination
    std::uint64_t needed_bytes = 0;   // need_output
};

/// Why a payload is refused; called only for one that is. Out of line: then the check is a jump that is not taken,
/// where g++ would select every byte of the result by it.
[[gnu::cold, gnu::noinline]] constexpr status payload_refusal([[maybe_unused]] const prefix_layout& layout,
                                                              [[maybe_unused]] std::uint64_t payload_bytes) noexcept {
    assert(payload_bytes > layout.max_payload);
    return status::frame_too_large;
}

/// The header for a payload of payload_bytes. errors: frame_too_large. cost: O(header), copies no payload.
template <class Prefix>
[[gnu::always_inline]] constexpr frame_header<Prefix::header_capacity>
encode_header(const Prefix& prefix, std::uint64_t payload_bytes) noexcept {
    frame_header<Prefix::header_capacity> header;
    if (payload_bytes > prefix.layout().max_payload) [[unlikely]] {
        header.st = payload_refusal(prefix.layout(), payload_bytes);
        return header;
    }
    header.size = static_cast<std::uint8_t>(write_prefix(prefix.layout(), payload_bytes, header.bytes.data()));
    return header;
}

/// Header and payload behind each other at the front of `into`; they must not overlap.
/// errors: frame_too_large; need_output where `into` is too small, for any size from 0 up. cost: one copy.
template <class Prefix>
[[gnu::always_inline]] constexpr encoded encode_frame(const Prefix& prefix, std::span<const std::byte> payload,
                                                      std::span<std::byte> into) noexcept {
    const std::size_t header_bytes = prefix_bytes(prefix.layout(), payload.size());
    if (header_bytes == 0) [[unlikely]]
        return {payload_refusal(prefix.layout(), payload.size()), {}, 0};
    const std::uint64_t needed = std::uint64_t{header_bytes} + payload.size();
    if (needed > into.size()) return {status::need_output, {}, needed};
    write_prefix(prefix.layout(), payload.size(), into.data());
    copy_bytes(payload, into.data() + header_bytes);
    return {status::ok, into.first(static_cast<std::size_t>(needed)), 0};
}

/// Puts the header right in front of a payload that is in place already.
/// room: headroom, then the payload in its last payload_bytes bytes. returns: a view of `room`, from the header on.
/// errors: frame_too_large; need_output where the headroom is smaller than the header. cost: O(header).
template <class Prefix>
constexpr encoded encode_in_place(const Prefix& prefix, std::span<std::byte> room, std::size_t payload_bytes) noexcept {
    assert(payload_bytes <= room.size());
    const std::size_t header_bytes = prefix_bytes(prefix.layout(), payload_bytes);
    if (header_bytes == 0) return {status::frame_too_large, {}, 0};
    const std::size_t headroom = room.size() - payload_bytes;
    if (header_bytes > headroom) return {status::need_output, {}, std::uint64_t{header_bytes} + payload_bytes};
    const std::span<std::byte> frame = room.subspan(headroom - header_bytes);
    write_prefix(prefix.layout(), payload_bytes, frame.data());
    return {status::ok, frame, 0};
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix>
[[gnu::always_inline]] constexpr frame_header<fixed_prefix<Prefix>::header_capacity>
encode_header(std::uint64_t payload_bytes) noexcept {
    return encode_header(fixed_prefix<Prefix>{}, payload_bytes);
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix>
[[gnu::always_inline]] constexpr encoded encode_frame(std::span<const std::byte> payload,
                                                      std::span<std::byte> into) noexcept {
    return encode_frame(fixed_prefix<Prefix>{}, payload, into);
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix>
constexpr encoded encode_in_place(std::span<std::byte> room, std::size_t payload_bytes) noexcept {
    return encode_in_place(fixed_prefix<Prefix>{}, room, payload_bytes);
}

} // namespace cleave
