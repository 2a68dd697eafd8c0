// SPDX-License-Identifier: MIT
//
// copy_bytes: memcpy that keeps its speed after a length prefix.
//
// A payload that begins a few bytes after a page boundary and is copied to one (which is what a 4-byte header in front
// of it makes likely) meets the slow case of `rep movsb` on some processors: with glibc, copies above about 2 KiB then
// run at 3 instead of 50 GB/s. Copies of at most 2 KiB never take that path; they are made only where the addresses ask
// for them, since elsewhere one large copy is up to twice as fast.
#pragma once

#include "platform.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace cleave::detail {

// Copies `size` bytes (or characters) as `Bytes` from the front and `Bytes` from the back, which may overlap.
template <std::size_t Bytes, class Byte>
inline void copy_both_ends(const Byte* from, std::size_t size, Byte* into) noexcept {
    Byte front[Bytes], back[Bytes];
    std::memcpy(front, from, Bytes);
    std::memcpy(back, from + size - Bytes, Bytes);
    std::memcpy(into, front, Bytes);
    std::memcpy(into + size - Bytes, back, Bytes);
}

inline constexpr std::size_t largest_plain_copy = 2048; // bytes: up to here memcpy has no slow case

// Copies more bytes than that.
inline void copy_large(const std::byte* from, std::size_t size, std::byte* into) noexcept {
    const auto ahead = reinterpret_cast<std::uintptr_t>(into) - reinterpret_cast<std::uintptr_t>(from);
    const bool is_slow = ahead % 4096 - 1 < 31; // 1 to 31 bytes after a multiple of a page
    constexpr std::size_t piece = largest_plain_copy;
    // By memmove: for a memcpy of constant size compilers use that very instruction.
    for (; is_slow && size > piece; size -= piece, from += piece, into += piece) std::memmove(into, from, piece);
    std::memcpy(into, from, size);
}

/// Copies all of `from` to the front of `into`, which must have the room; they must not overlap. Cost: O(from.size()).
constexpr void copy_bytes(std::span<const std::byte> from, std::byte* into) noexcept {
    const std::size_t size = from.size();
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < size; ++i) into[i] = from[i];
        return;
    }
    if (CLEAVE_DETAIL_STRING_COPY && size > largest_plain_copy) return copy_large(from.data(), size, into);
    if (size > 16) {
        std::memcpy(into, from.data(), size);
        return;
    }
    // Less work than a call. And data() may be null, which memcpy must not see.
    if (size >= 8) return copy_both_ends<8>(from.data(), size, into);
    if (size >= 4) return copy_both_ends<4>(from.data(), size, into);
    for (std::size_t i = 0; i < size; ++i) into[i] = from[i];
}

/// Returns whether both hold the same bytes. Cost: O(a.size()).
constexpr bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
    if (a.size() != b.size()) return false;
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] != b[i]) return false;
        return true;
    }
    return a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace cleave::detail
