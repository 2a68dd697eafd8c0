// SPDX-License-Identifier: MIT
//
// delivery: a stream and where its pieces end; and how it is written down.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

/// A stream and where its pieces end.
struct delivery {
    std::vector<std::byte> stream;
    std::vector<std::size_t> ends; // ascending; the last is the stream's size

    std::span<const std::byte> bytes(std::size_t one) const {
        const std::size_t begin = one == 0 ? 0 : ends[one - 1];
        return std::span(stream).subspan(begin, ends[one] - begin);
    }
};

namespace words {

inline std::string count(std::size_t many, const char* noun) {
    return std::to_string(many) + ' ' + noun + (many == 1 ? "" : "s");
}

inline std::string two_digits(std::byte b) {
    const auto value = std::to_integer<unsigned>(b);
    return {"0123456789abcdef"[value >> 4], "0123456789abcdef"[value & 15]};
}

/// Bytes in hexadecimal, each after `before`.
inline std::string hex(std::span<const std::byte> bytes, std::string_view before = " ") {
    std::string text;
    for (const std::byte b : bytes) (text += before) += two_digits(b);
    return text;
}

/// A line of them: of a long run the ends, and how long it is.
inline std::string short_hex(std::span<const std::byte> bytes) {
    constexpr std::size_t most = 24;
    if (bytes.size() <= most) return hex(bytes);
    return hex(bytes.first(most / 2)) + " .." + hex(bytes.last(most / 3)) + " (" + std::to_string(bytes.size()) +
           " bytes)";
}

/// The pieces, a line each; of many the first two and the last two.
inline std::string pieces(const delivery& from) {
    std::string text;
    for (std::size_t i = 0; i < from.ends.size(); ++i) {
        if (from.ends.size() > 5 && i == 2) {
            i = from.ends.size() - 2;
            text += "  ..\n";
        }
        text += "  piece " + std::to_string(i + 1) + ':' + short_hex(from.bytes(i)) + '\n';
    }
    return text;
}

/// The pieces as an initializer of C++.
inline std::string as_cpp(const delivery& from) {
    std::string text = "const std::vector<std::string_view> pieces{";
    for (std::size_t i = 0; i < from.ends.size(); ++i)
        text += (i == 0 ? "{\"" : ", {\"") + hex(from.bytes(i), "\\x") + "\", " + std::to_string(from.bytes(i).size()) +
                '}';
    return text + "};";
}

} // namespace words
} // namespace cleave::fuzz
