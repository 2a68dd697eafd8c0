// SPDX-License-Identifier: MIT
//
// length_field: the ways in which protocols write a length that is no plain binary integer. Used by layout.hpp and by
// the prefixes of protocols/.
#pragma once

#include "../byte_order.hpp"
#include "../status.hpp"
#include "platform.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave::detail {

/// States what was found where a length begins. (Wider than two registers, in which clang 14 packs and unpacks the
/// parts even inline: a frame then takes 1.6 times the instructions.)
struct length_field {
    status st = status::ok;  // ok, need_input, or the error
    std::size_t size = 0;    // ok: bytes of the field. need_input: at least that many more. error: bytes that show it
    std::uint64_t value = 0; // ok: the number

    static constexpr length_field need(std::size_t more) noexcept { return {status::need_input, more, 0}; }
    static constexpr length_field error(status st, std::size_t shown) noexcept { return {st, shown, 0}; }
    static constexpr length_field number(std::size_t size, std::uint64_t value) noexcept {
        return {status::ok, size, value};
    }
};

/// The forms that a reader takes: the most bytes of a field, and whether it may have more of them than its number
/// needs.
struct length_rules {
    std::uint8_t most = 10;
    bool padded = false;

    friend constexpr bool operator==(const length_rules&, const length_rules&) = default;
};

constexpr std::uint64_t number_at(std::span<const std::byte> in, std::size_t i) noexcept {
    return std::to_integer<std::uint64_t>(in[i]);
}

/// Reads big-endian bytes, 8 at most.
constexpr std::uint64_t big_endian_number(std::span<const std::byte> in) noexcept {
    std::uint64_t value = 0;
    for (const std::byte each : in) value = value << 8 | std::to_integer<std::uint64_t>(each);
    return value;
}

/// Writes the low `size` bytes of a number, high bytes first.
constexpr void put_big_endian(std::uint64_t value, std::size_t size, std::byte* out) noexcept {
    for (std::size_t i = size; i > 0; value >>= 8) out[--i] = static_cast<std::byte>(value);
}

/// Returns how many bytes a number takes at 7 bits a byte.
constexpr std::size_t seven_bit_size(std::uint64_t value) noexcept {
    return (static_cast<std::size_t>(64 - std::countl_zero(value | 1U)) + 6) / 7;
}

/// Returns how many bytes a number takes at 8 bits a byte.
constexpr std::size_t eight_bit_size(std::uint64_t value) noexcept {
    return (static_cast<std::size_t>(64 - std::countl_zero(value | 1U)) + 7) / 8;
}

// varint: 7 bits a byte, low bits first, the top bit set on all bytes but the last (Protocol Buffers, MQTT)

constexpr length_field read_varint(std::span<const std::byte> in, length_rules rules) noexcept {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < rules.most; ++i) {
        if (i == in.size()) return length_field::need(1);
        const std::uint64_t byte = number_at(in, i);
        if (i == 9 && byte > 1) break; // the 65th bit
        value |= (byte & 0x7f) << (7 * i);
        if (byte >= 0x80) continue;
        if (byte == 0 && i > 0 && !rules.padded) return length_field::error(status::varint_not_canonical, i + 1);
        return length_field::number(i + 1, value);
    }
    return length_field::error(status::varint_too_long, rules.most);
}

constexpr void put_varint(std::uint64_t value, std::byte* out) noexcept {
    for (; value >= 0x80; value >>= 7) *out++ = static_cast<std::byte>(value | 0x80);
    *out = static_cast<std::byte>(value);
}

// be7: 7 bits a byte, high bits first (SDNV of RFC 6256, variable-length quantity of MIDI)

constexpr length_field read_be7(std::span<const std::byte> in, length_rules rules) noexcept {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < rules.most; ++i) {
        if (i == in.size()) return length_field::need(1);
        const std::uint64_t byte = number_at(in, i);
        if (i == 0 && byte == 0x80 && !rules.padded) return length_field::error(status::varint_not_canonical, 1);
        if (value >> 57 != 0) break; // 7 more bits would not fit
        value = value << 7 | (byte & 0x7f);
        if (byte < 0x80) return length_field::number(i + 1, value);
    }
    return length_field::error(status::varint_too_long, rules.most);
}

constexpr void put_be7(std::uint64_t value, std::byte* out) noexcept {
    const std::size_t size = seven_bit_size(value);
    for (std::size_t i = size; i-- > 0; value >>= 7)
        out[i] = static_cast<std::byte>(i + 1 == size ? value & 0x7f : value | 0x80);
}

// BER: a byte below 128; or 128 and a count, then that many bytes, high bytes first (X.690, 8.1.3)

constexpr std::size_t ber_size(std::uint64_t value) noexcept { return value < 0x80 ? 1 : 1 + eight_bit_size(value); }

constexpr length_field read_ber(std::span<const std::byte> in, length_rules rules) noexcept {
    if (in.empty()) return length_field::need(1);
    const std::uint64_t first = number_at(in, 0);
    if (first < 0x80) return length_field::number(1, first);
    const std::size_t size = 1 + as_size(first & 0x7f);
    if (size == 1) return length_field::error(status::length_malformed, 1); // the indefinite form has no length
    if (size > 9 || size > rules.most) return length_field::error(status::varint_too_long, 1);
    if (in.size() < size) return length_field::need(size - in.size());
    const std::uint64_t value = big_endian_number(in.subspan(1, size - 1));
    if (!rules.padded && size != ber_size(value)) return length_field::error(status::varint_not_canonical, size);
    return length_field::number(size, value);
}

constexpr void put_ber(std::uint64_t value, std::byte* out) noexcept {
    const std::size_t more = ber_size(value) - 1;
    out[0] = static_cast<std::byte>(more == 0 ? value : 0x80 | more);
    put_big_endian(value, more, out + 1);
}

// QUIC: the two top bits give the size: 1, 2, 4 or 8 bytes, high bytes first (RFC 9000, 16)

constexpr std::size_t quic_size(std::uint64_t value) noexcept {
    return value < 1U << 6 ? 1 : value < 1U << 14 ? 2 : value < 1U << 30 ? 4 : 8;
}

constexpr length_field read_quic(std::span<const std::byte> in, length_rules rules) noexcept {
    if (in.empty()) return length_field::need(1);
    const std::size_t size = std::size_t{1} << (number_at(in, 0) >> 6);
    if (size > rules.most) return length_field::error(status::varint_too_long, 1);
    if (in.size() < size) return length_field::need(size - in.size());
    const std::uint64_t value = big_endian_number(in.first(size)) & (~std::uint64_t{0} >> (66 - 8 * size));
    if (!rules.padded && size != quic_size(value)) return length_field::error(status::varint_not_canonical, size);
    return length_field::number(size, value);
}

constexpr void put_quic(std::uint64_t value, std::byte* out) noexcept {
    const std::size_t size = quic_size(value);
    put_big_endian(value, size, out);
    out[0] |= static_cast<std::byte>(std::countr_zero(size) << 6);
}

// Digits: a fixed count of them, decimal or hexadecimal, zeros in front

/// Returns the value of a digit, or 16 for any other character.
constexpr unsigned digit_value(std::byte digit) noexcept {
    const auto c = std::to_integer<unsigned char>(digit);
    if (c >= '0' && c <= '9') return c - unsigned{'0'};
    if (c >= 'a' && c <= 'f') return c - unsigned{'a'} + 10;
    if (c >= 'A' && c <= 'F') return c - unsigned{'A'} + 10;
    return 16;
}

/// Reads all of `in` as digits. in: no more than fit 64 bits.
constexpr length_field read_digits(std::span<const std::byte> in, unsigned base) noexcept {
    std::uint64_t value = 0;
    for (const std::byte each : in) {
        const unsigned digit = digit_value(each);
        if (digit >= base) return length_field::error(status::length_malformed, in.size());
        value = value * base + digit;
    }
    return length_field::number(in.size(), value);
}

constexpr void put_digits(std::uint64_t value, unsigned base, std::size_t size, std::byte* out) noexcept {
    for (std::size_t i = size; i > 0; value /= base)
        out[--i] = static_cast<std::byte>("0123456789abcdef"[value % base]);
}

} // namespace cleave::detail
