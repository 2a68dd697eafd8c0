// SPDX-License-Identifier: MIT
//
// byte_parts: a short form of long bytes, for files that people and programs in other languages read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

struct byte_part {
    enum class kind { literal, repeated, seeded };

    kind what = kind::literal;
    std::string_view bytes; // literal, and what is repeated
    std::uint64_t seed = 0; // of seeded_bytes
    std::size_t count = 1;  // of repetitions, or of seeded bytes
};

/// Returns parts that make `bytes` when joined: stretches of 64 bytes or more that repeat or that `seed` makes, and the
/// rest as it is. Parts point into `bytes`. Linear in its size.
std::vector<byte_part> byte_parts(std::string_view bytes);

/// Returns the bytes that the parts stand for.
std::string joined(const std::vector<byte_part>& parts);

} // namespace cleave::conformance
