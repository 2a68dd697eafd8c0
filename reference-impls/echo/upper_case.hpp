// SPDX-License-Identifier: MIT
//
// upper_case: what an echo server answers.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>

namespace cleave::echo {

/// Copies `from` to the front of `to`, ASCII letters in upper case, every other byte as it is. Returns what it wrote.
inline std::span<const std::byte> to_upper_case(std::span<const std::byte> from, std::span<std::byte> to) noexcept {
    assert(to.size() >= from.size());
    std::ranges::transform(from, to.begin(), [](std::byte b) {
        const bool is_small = b >= std::byte{'a'} && b <= std::byte{'z'};
        return is_small ? b ^ std::byte{0x20} : b;
    });
    return to.first(from.size());
}

} // namespace cleave::echo
