// SPDX-License-Identifier: MIT
//
// utf8: one code point from and to UTF-8, strictly.
//
//     0xxxxxxx                               U+0000 ..   U+007F
//     110xxxxx 10xxxxxx                      U+0080 ..   U+07FF
//     1110xxxx 10xxxxxx 10xxxxxx             U+0800 ..   U+FFFF without the surrogates D800..DFFF
//     11110xxx 10xxxxxx 10xxxxxx 10xxxxxx   U+10000 .. U+10FFFF
//
// Overlong forms, surrogates and everything above U+10FFFF are invalid; nothing is ever replaced.
#pragma once

#include "platform.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave::detail {

// A code point and the number of bytes it took: 1 to 4, or 0 where the text does not begin with a whole valid one.
struct utf8_char {
    char32_t code_point = 0; // the character; 0 where there is none
    std::uint8_t bytes = 0;  // that it takes; 0 where there is none

    constexpr bool operator==(const utf8_char&) const = default;
};

// Decodes the first code point of `text`. Looks at 4 bytes at most. An empty text, a wrong byte and a sequence that
// the text's end cuts all give 0 bytes. source: RFC 3629, so no overlong form and no surrogate.
constexpr utf8_char decode_utf8(std::string_view text) noexcept {
    if (text.empty()) return {};
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1};
    const std::uint8_t bytes = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF8 ? 4 : 0;
    if (bytes == 0 || text.size() < bytes) return {};
    char32_t code_point = lead & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0u) != 0x80) return {};
        code_point = code_point << 6 | (next & 0x3Fu);
    }
    const bool overlong = (bytes == 3 && code_point < 0x800) || (bytes == 4 && code_point < 0x10000);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (overlong || surrogate || code_point > 0x10FFFF) return {};
    return {code_point, bytes};
}

// The UTF-8 form of one code point; `size` is 0 where there is none (a surrogate, or above U+10FFFF).
struct utf8_text {
    char bytes[4] = {};    // of the character
    std::uint8_t size = 0; // how many they are

    // Lives as long as this object.
    constexpr std::string_view view() const noexcept { return {bytes, std::size_t{size}}; }
};

// Encodes one code point.
constexpr utf8_text encode_utf8(char32_t code_point) noexcept {
    const auto tail = [code_point](unsigned shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
    if (code_point < 0x80) return {{static_cast<char>(code_point)}, 1};
    if (code_point < 0x800) return {{static_cast<char>(0xC0 | code_point >> 6), tail(0)}, 2};
    if (code_point >= 0xD800 && code_point <= 0xDFFF) return {};
    if (code_point < 0x10000) return {{static_cast<char>(0xE0 | code_point >> 12), tail(6), tail(0)}, 3};
    if (code_point > 0x10FFFF) return {};
    return {{static_cast<char>(0xF0 | code_point >> 18), tail(12), tail(6), tail(0)}, 4};
}

// The offset of the first byte of `text` that does not begin a valid code point; its size if all is valid UTF-8.
// cost: O(text.size()).
constexpr std::size_t utf8_prefix(std::string_view text) noexcept {
    for (std::size_t at = 0;;) {
        const std::uint8_t bytes = decode_utf8({text.data() + at, text.size() - at}).bytes;
        if (bytes == 0) return at;
        at += bytes;
    }
}

// True if all of `text` is valid UTF-8. cost: O(text.size()).
constexpr bool is_utf8(std::string_view text) noexcept { return utf8_prefix(text) == text.size(); }

} // namespace cleave::detail
