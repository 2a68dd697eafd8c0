// SPDX-License-Identifier: MIT
//
// struct_item: one item of Python's `struct`: what may be given for it, and its bytes, of strings, half floats and
// floats, rounded as Python does it.
//
// Checks nothing: that a value is in the range of its item is for pack.hpp and value.hpp to ask.
#pragma once

#include "platform.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave::detail {

/// Integers, and bool as Python has it; no characters.
template <class T>
concept struct_integer = std::integral<T> && sizeof(T) <= 8 && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                         !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept struct_number = struct_integer<T> || std::same_as<T, float> || std::same_as<T, double>;

template <class T>
concept struct_character = std::same_as<T, char> || std::same_as<T, std::byte>;

/// The arguments of s and p: bytes, or a text (a char array up to its first NUL).
template <class T>
concept struct_bytes =
    std::convertible_to<const T&, std::span<const std::byte>> || std::convertible_to<const T&, std::string_view>;

/// Returns the bytes of an argument as a span of bytes or of chars.
template <struct_bytes T>
constexpr auto bytes_of(const T& bytes) noexcept {
    if constexpr (std::convertible_to<const T&, std::string_view>)
        return std::string_view(bytes);
    else
        return std::span<const std::byte>(bytes);
}

/// Padding, and the end of an s.
constexpr void fill_zero(std::byte* to, std::size_t size) noexcept {
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < size; ++i) to[i] = std::byte{0};
    } else if (size != 0) {
        std::memset(to, 0, size);
    }
}

/// Item code s: exactly `size` bytes, cut off or filled up with zeros.
template <class Byte>
constexpr void store_bytes(std::byte* to, std::size_t size, const Byte* from, std::size_t length) noexcept {
    static_assert(sizeof(Byte) == 1);
    const std::size_t copied = length < size ? length : size;
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < copied; ++i) to[i] = static_cast<std::byte>(from[i]);
    } else if (copied != 0) {
        std::memcpy(to, from, copied);
    }
    fill_zero(to + copied, size - copied);
}

/// Item code p: the length in the first byte, then as s. More than 255 bytes are stored if they fit, and not counted.
template <class Byte>
constexpr void store_pascal(std::byte* to, std::size_t size, const Byte* from, std::size_t length) noexcept {
    if (size == 0) return;
    store_bytes(to + 1, size - 1, from, length);
    const std::size_t kept = length < size - 1 ? length : size - 1;
    to[0] = static_cast<std::byte>(kept < 255 ? kept : 255);
}

/// Item code p: the bytes after the first that it counts, never more than there are.
constexpr std::span<const std::byte> load_pascal(const std::byte* from, std::size_t size) noexcept {
    if (size == 0) return {};
    const auto counted = std::to_integer<std::size_t>(from[0]);
    return {from + 1, counted < size - 1 ? counted : size - 1};
}

/// An unsigned integer of that many bytes.
template <std::size_t Size>
using unsigned_of = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

/// Returns the bits of a float or double without its sign.
template <std::floating_point Number>
constexpr auto magnitude_of(Number number) noexcept {
    using bits = unsigned_of<sizeof(Number)>;
    return static_cast<bits>(std::bit_cast<bits>(number) & ~bits{0} >> 1);
}

/// Returns whether a number is finite, and at least as far from zero as `bound`.
template <std::floating_point Number>
constexpr bool is_finite_beyond(Number number, Number bound) noexcept {
    const auto magnitude = magnitude_of(number);
    constexpr std::uint64_t infinity = sizeof(Number) == 4 ? 0x7f800000 : 0x7ff0000000000000;
    if (magnitude < magnitude_of(bound)) [[likely]]
        return false;
    return magnitude < infinity;
}

/// Without the last `count` bits, at least 1: rounded half to even.
template <std::unsigned_integral Bits>
constexpr Bits drop_bits(Bits number, int count) noexcept {
    const Bits half_less = (Bits{1} << (count - 1)) - 1;
    return (number + half_less + (number >> count & 1)) >> count;
}

/// Returns the bits of a narrower floating-point number with that many bits of exponent and fraction: rounded once,
/// half to even, beyond its range infinity.
template <int ExponentBits, int FractionBits, std::floating_point Number>
constexpr std::uint32_t narrow(Number number) noexcept {
    using bits = unsigned_of<sizeof(Number)>;
    constexpr int fraction_bits = sizeof(Number) == 4 ? 23 : 52;
    constexpr int dropped = fraction_bits - FractionBits;
    constexpr bits leading = bits{1} << fraction_bits; // the 1 before the fraction, and a step of the exponent
    constexpr bits infinity = (~bits{0} >> 1) - (leading - 1);
    constexpr std::uint32_t narrow_infinity = ((1U << ExponentBits) - 1) << FractionBits;
    constexpr bits exponents_apart = infinity / leading / 2 - ((1 << (ExponentBits - 1)) - 1);
    constexpr bits first_normal = (exponents_apart + 1) * leading;
    constexpr bits too_large = (exponents_apart + (1 << ExponentBits) - 1) * leading; // just below it: rounded to that
    const bits magnitude = magnitude_of(number);
    const auto sign = static_cast<std::uint32_t>(std::bit_cast<bits>(number) >> (8 * sizeof(bits) - 1))
                      << (ExponentBits + FractionBits);
    if (magnitude >= first_normal && magnitude < too_large) [[likely]]
        return sign | static_cast<std::uint32_t>(drop_bits(magnitude - exponents_apart * leading, dropped));
    if (magnitude < first_normal) {
        // A subnormal shows the leading 1, and drops a bit for each step below the least exponent.
        const auto below = static_cast<int>(exponents_apart + 1 - magnitude / leading);
        if (below > FractionBits + 1) return sign;
        return sign | static_cast<std::uint32_t>(drop_bits((magnitude & (leading - 1)) | leading, dropped + below));
    }
    if (magnitude <= infinity) return sign | narrow_infinity;
    // A NaN becomes quiet. Python drops the payload for e and keeps what fits for f.
    const bits payload = FractionBits == 23 ? (magnitude & (leading - 1)) >> dropped : 0;
    return sign | narrow_infinity | 1U << (FractionBits - 1) | static_cast<std::uint32_t>(payload);
}

/// Item code e of a float or double: the bits of the half float.
template <std::floating_point Number>
constexpr std::uint16_t to_half(Number number) noexcept {
    return static_cast<std::uint16_t>(narrow<5, 10>(number));
}

/// Item code e: true where a finite number does not round to a finite half float.
template <std::floating_point Number>
constexpr bool exceeds_half(Number number) noexcept {
    return is_finite_beyond(number, Number{65520});
}

/// Item code f: true where a finite number does not round to a finite float.
constexpr bool exceeds_float(double number) noexcept { return is_finite_beyond(number, 0x1.ffffffp127); }

/// Item code f of a number: the bits of the float, infinity where it is too large. A signalling NaN becomes quiet.
constexpr std::uint32_t to_float(double number) noexcept {
    if (std::is_constant_evaluated()) return narrow<8, 23>(number);
    return std::bit_cast<std::uint32_t>(static_cast<float>(number));
}

/// Returns the number that the bits of a half float stand for; every half is a float.
constexpr float from_half(std::uint16_t half) noexcept {
    const auto sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    auto bits = static_cast<std::uint32_t>(half & 0x7fff) << 13;
    if (bits >= 0x7c00 << 13) {
        bits = bits == 0x7c00 << 13 ? 0x7f800000 : 0x7fc00000;
    } else if (bits >= 0x400 << 13) {
        bits += 112 << 23; // the exponents of a float begin that much lower
    } else {
        bits = std::bit_cast<std::uint32_t>(static_cast<float>(half & 0x3ff) * 0x1p-24f);
    }
    return std::bit_cast<float>(sign | bits);
}

/// Returns the number that the bits of a float stand for. A signalling NaN becomes quiet.
constexpr double from_float(std::uint32_t bits) noexcept {
    if ((bits & 0x7fffffff) <= 0x7f800000) return static_cast<double>(std::bit_cast<float>(bits));
    const auto sign = static_cast<std::uint64_t>(bits >> 31) << 63;
    const auto payload = static_cast<std::uint64_t>(bits & 0x7fffff) << 29;
    return std::bit_cast<double>(sign | 0x7ff8000000000000 | payload);
}

} // namespace cleave::detail
