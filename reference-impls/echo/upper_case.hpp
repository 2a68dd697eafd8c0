// SPDX-License-Identifier: MIT
//
// upper_case: what an echo server answers.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

namespace cleave::echo {

/// Of an ASCII letter in upper case; of every other byte, that byte.
constexpr unsigned char to_upper_case(unsigned char character) noexcept {
    const auto from_a = static_cast<unsigned char>(character - 'a');
    return static_cast<unsigned char>(character ^ (from_a < 26 ? 0x20 : 0));
}

/// Makes ASCII letters upper case, and leaves every other byte as it is.
inline void to_upper_case(std::span<std::byte> text) noexcept {
    std::array<unsigned char, 16> block; // of a fixed size: a compiler makes one vector of it
    for (; text.size() >= block.size(); text = text.subspan(block.size())) {
        std::memcpy(block.data(), text.data(), block.size());
        for (unsigned char& character : block) character = to_upper_case(character);
        std::memcpy(text.data(), block.data(), block.size());
    }
    for (std::byte& last : text) last = std::byte{to_upper_case(static_cast<unsigned char>(last))};
}

} // namespace cleave::echo
