// SPDX-License-Identifier: MIT
//
// struct_item: the bytes of one item of Python's `struct`: strings, half floats and floats, rounded as Python does it.
//
// Checks nothing: that a value is in the range of its item is for pack.hpp and pack_values.hpp to ask.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace cleave {

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

/// Item code p: the bytes behind the first that it counts, never more than there are.
constexpr std::span<const std::byte> load_pascal(const std::byte* from, std::size_t size) noexcept {
    if (size == 0) return {};
    const auto counted = std::to_integer<std::size_t>(from[0]);
    return {from + 1, counted < size - 1 ? counted : size - 1};
}

/// A double rounded to fewer bits, half to even, as the bits of the narrow float; beyond its range infinity.
struct narrowed {
    std::uint32_t bits = 0;    // the narrower number's
    bool is_too_large = false; // a finite number has become infinity
};

/// Rounds once, from all bits of the double: going through float would round twice.
template <int ExponentBits, int FractionBits>
constexpr narrowed narrow(double number) noexcept {
    constexpr int highest = (1 << ExponentBits) - 1;
    constexpr std::uint64_t infinity = std::uint64_t{highest} << FractionBits;
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const auto sign = static_cast<std::uint32_t>(bits >> 63) << (ExponentBits + FractionBits);
    const auto biased = static_cast<int>(bits >> 52 & 0x7ff);
    std::uint64_t fraction = bits & 0xfffffffffffff;
    if (biased == 0x7ff) {
        // A NaN becomes quiet. Python drops the payload for e and keeps what fits for f.
        const std::uint64_t payload = FractionBits > 10 ? fraction >> (52 - FractionBits) : 0;
        const std::uint64_t quiet = fraction == 0 ? 0 : payload | std::uint64_t{1} << (FractionBits - 1);
        return {sign | static_cast<std::uint32_t>(infinity | quiet), false};
    }
    int exponent = biased - 1023 + highest / 2;
    if (exponent >= highest) return {sign | static_cast<std::uint32_t>(infinity), true};
    int dropped = 52 - FractionBits;
    if (exponent <= 0) { // a subnormal shows the leading 1, and drops a bit for each step below the least exponent
        fraction |= std::uint64_t{1} << 52;
        dropped += 1 - exponent;
        exponent = 0;
        if (dropped > 53) return {sign, false};
    }
    std::uint64_t kept = (static_cast<std::uint64_t>(exponent) << FractionBits) + (fraction >> dropped);
    const std::uint64_t rest = fraction & ((std::uint64_t{1} << dropped) - 1);
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
    return {sign | static_cast<std::uint32_t>(kept), kept >= infinity};
}

/// Item code e of a number: the bits of the half float, and whether it is too large for one.
constexpr narrowed to_half(double number) noexcept { return narrow<5, 10>(number); }

/// Item code f: true where a finite number does not round to a finite float.
constexpr bool exceeds_float(double number) noexcept {
    const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(number) & ~(std::uint64_t{1} << 63);
    return magnitude >= std::bit_cast<std::uint64_t>(0x1.ffffffp127) && magnitude < std::uint64_t{0x7ff} << 52;
}

/// Item code f of a number: the bits of the float, infinity where it is too large. A signalling NaN becomes quiet.
constexpr std::uint32_t to_float(double number) noexcept {
    if (std::is_constant_evaluated()) return narrow<8, 23>(number).bits;
    return std::bit_cast<std::uint32_t>(static_cast<float>(number));
}

/// The number that the bits of a half float stand for; every half is a float.
constexpr float from_half(std::uint16_t half) noexcept {
    const auto sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    const auto exponent = static_cast<std::uint32_t>(half >> 10 & 0x1f);
    const auto fraction = static_cast<std::uint32_t>(half & 0x3ff);
    if (exponent == 0) {
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f));
    }
    if (exponent != 0x1f) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
    return std::bit_cast<float>(sign | (fraction == 0 ? 0x7f800000 : 0x7fc00000));
}

/// The number that the bits of a float stand for. A signalling NaN becomes quiet.
constexpr double from_float(std::uint32_t bits) noexcept {
    if ((bits & 0x7fffffff) <= 0x7f800000) return static_cast<double>(std::bit_cast<float>(bits));
    const auto sign = static_cast<std::uint64_t>(bits >> 31) << 63;
    const auto payload = static_cast<std::uint64_t>(bits & 0x7fffff) << 29;
    return std::bit_cast<double>(sign | 0x7ff8000000000000 | payload);
}

/// An unsigned integer of that many bytes.
template <std::size_t Size>
using unsigned_of = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

} // namespace cleave
