// SPDX-License-Identifier: MIT
//
// hmac: a proof that somebody knows a secret.
#pragma once

#include "cleave/digest.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

namespace cleave::posix {

/// HMAC-SHA-256 of `message` under `key`, of any length each. Compare with equal_constant_time. cost: O(key + message).
/// source: RFC 2104.
constexpr std::array<std::byte, sha256::digest_bytes> hmac_sha256(std::span<const std::byte> key,
                                                                  std::span<const std::byte> message) noexcept {
    std::byte inner_pad[sha256::block_bytes] = {}, outer_pad[sha256::block_bytes] = {};
    if (key.size() > sizeof inner_pad) {
        sha256 d;
        d.update(key);
        const auto short_key = d.value();
        for (std::size_t i = 0; i < short_key.size(); ++i) inner_pad[i] = short_key[i];
    } else {
        for (std::size_t i = 0; i < key.size(); ++i) inner_pad[i] = key[i];
    }
    for (std::size_t i = 0; i < sizeof inner_pad; ++i) {
        outer_pad[i] = inner_pad[i] ^ std::byte{0x5c};
        inner_pad[i] ^= std::byte{0x36};
    }
    sha256 inner, outer;
    inner.update(inner_pad, sizeof inner_pad);
    inner.update(message);
    const auto inner_digest = inner.value();
    outer.update(outer_pad, sizeof outer_pad);
    outer.update(inner_digest.data(), inner_digest.size());
    return outer.value();
}

/// True if both hold the same bytes. The time depends on the sizes only, so it tells nothing about a secret's content.
constexpr bool equal_constant_time(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= std::to_integer<unsigned>(a[i] ^ b[i]);
        // The compiler must not know that the loop could stop early.
        if (!std::is_constant_evaluated()) asm volatile("" : "+r"(difference));
    }
    return difference == 0;
}

} // namespace cleave::posix
