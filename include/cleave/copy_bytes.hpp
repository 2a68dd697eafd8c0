// SPDX-License-Identifier: MIT
//
// copy_bytes: memcpy that keeps its speed behind a length prefix.
//
// A payload that begins a few bytes behind a page boundary and is copied to one (which is what a 4-byte header in front
// of it makes likely) meets the slow case of `rep movsb` on some processors: with glibc, copies above about 2 KiB then
// run at 3 instead of 50 GB/s. Copies of at most 2 KiB never take that path; they are made only where the addresses ask
// for them, since elsewhere one large copy is up to twice as fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace cleave {

/// Copies all of `from` to the front of `into`, which must have the room; they must not overlap. Cost: O(from.size()).
constexpr void copy_bytes(std::span<const std::byte> from, std::byte* into) noexcept {
    if (std::is_constant_evaluated()) {
        for (const std::byte b : from) *into++ = b;
        return;
    }
    const std::byte* data = from.data();
    std::size_t left = from.size();
    if (left == 0) [[unlikely]]
        return; // its data may be null, which memcpy must not see
    constexpr std::size_t piece = 2048;
    if (left > piece) [[unlikely]] {
        const auto ahead = reinterpret_cast<std::uintptr_t>(into) - reinterpret_cast<std::uintptr_t>(data);
        const bool is_slow = ahead % 4096 - 1 < 31; // 1 to 31 bytes behind a multiple of a page
        // By memmove: for a memcpy of constant size compilers use that very instruction.
        for (; is_slow && left > piece; left -= piece, data += piece, into += piece) std::memmove(into, data, piece);
    }
    std::memcpy(into, data, left);
}

} // namespace cleave
