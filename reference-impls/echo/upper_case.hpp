// SPDX-License-Identifier: MIT
//
// upper_case: what an echo server answers.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace cleave::echo {

/// Of up to 8 characters at once: ASCII letters in upper case, every other byte as it is.
constexpr std::uint64_t to_upper_case(std::uint64_t characters) noexcept {
    constexpr std::uint64_t every = 0x0101010101010101;
    const std::uint64_t low7 = characters & every * 0x7f; // so that no sum carries from one byte into the next
    const std::uint64_t from_a = low7 + every * (0x80 - 'a');
    const std::uint64_t beyond_z = low7 + every * (0x7f - 'z');
    const std::uint64_t is_small = from_a & ~beyond_z & ~characters & every * 0x80;
    return characters ^ is_small >> 2;
}

/// Copies `from` to the front of `to`, ASCII letters in upper case, every other byte as it is. Returns what it wrote.
inline std::span<const std::byte> to_upper_case(std::span<const std::byte> from, std::span<std::byte> to) noexcept {
    assert(to.size() >= from.size());
    std::uint64_t word = 0;
    std::size_t at = 0;
    for (; from.size() - at >= sizeof word; at += sizeof word) {
        std::memcpy(&word, from.data() + at, sizeof word);
        word = to_upper_case(word);
        std::memcpy(to.data() + at, &word, sizeof word);
    }
    if (at != from.size()) {
        std::memcpy(&word, from.data() + at, from.size() - at);
        word = to_upper_case(word);
        std::memcpy(to.data() + at, &word, from.size() - at);
    }
    return to.first(from.size());
}

} // namespace cleave::echo
