// SPDX-License-Identifier: MIT
//
// json_string: a JSON string after its opening quote: whether it is valid, and what it says.
//
//     "caf\u00e9"
//      check_json_string() -> ok, the closing quote; it holds an escape
//      json_string_bytes   -> 63 61 66 c3 a9
//
// Checked first, by one call; only then decoded, a byte at a time, so that nothing needs room for all of it.
#pragma once

#include "../status.hpp"
#include "json_text.hpp"
#include "platform.hpp"
#include "utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave::detail {

// How far a part of a text is valid.
struct json_run {
    status st = status::ok;   // ok, or the rule that is broken
    const char* at = nullptr; // after what was read, or the first wrong byte
};

// How far a string is valid.
struct checked_json_string {
    status st = status::ok;   // ok, or the rule that is broken
    const char* at = nullptr; // the closing quote, or the first wrong byte
    bool escaped = false;     // it holds an escape
};

// Four hexadecimal digits of an escape, or the error.
struct json_code_unit {
    status st = status::ok; // ok, json_truncated or json_invalid_escape
    char32_t value = 0;     // ok: the code unit
};

// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_digit_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

// Reads the four hexadecimal digits at `at`.
constexpr json_code_unit read_json_code_unit(json_text text, const char* at) noexcept {
    char32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        if (text.left(at) == i) return {status::json_truncated, {}};
        const int digit = hex_digit_value(at[i]);
        if (digit < 0) return {status::json_invalid_escape, {}};
        value = value << 4 | static_cast<char32_t>(digit);
    }
    return {status::ok, value};
}

// Whether the text is the beginning of a sequence whose other bytes are all `filler`.
constexpr bool is_begun_utf8(std::string_view tail, char filler) noexcept {
    char whole[4] = {filler, filler, filler, filler};
    for (std::size_t i = 0; i < tail.size(); ++i) whole[i] = tail[i];
    const char* const first = whole;
    return decode_utf8({first, sizeof(whole)}).bytes > tail.size();
}

// Whether a text ends inside a sequence that was valid so far. One of these two bytes continues with any of those.
constexpr bool is_cut_utf8(std::string_view tail) noexcept {
    return tail.size() < 4 && (is_begun_utf8(tail, '\x80') || is_begun_utf8(tail, '\xbf'));
}

// Checks the escape, or pair of escapes, that begins with the backslash at `begin`. surrogate_escape: as in
// json_reader_options.
constexpr json_run check_json_escape(json_text text, const char* begin, bool surrogate_escape) noexcept {
    if (text.left(begin) < 2) return {status::json_truncated, text.last()};
    switch (begin[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return {status::ok, begin + 2};
    case 'u': break;
    default: return {status::json_invalid_escape, begin};
    }
    const json_code_unit high = read_json_code_unit(text, begin + 2);
    if (high.st != status::ok) return {high.st, high.st == status::json_truncated ? text.last() : begin};
    if (high.value < 0xd800 || high.value > 0xdfff) return {status::ok, begin + 6};
    if (high.value >= 0xdc00) {
        const bool is_byte = surrogate_escape && high.value >= 0xdc80 && high.value <= 0xdcff;
        return {is_byte ? status::ok : status::json_lone_surrogate, begin + (is_byte ? 6 : 0)};
    }
    const char* const second = begin + 6;
    for (std::size_t i = 0; i < 2; ++i) {
        if (text.left(second) == i) return {status::json_truncated, text.last()};
        if (second[i] != "\\u"[i]) return {status::json_lone_surrogate, begin};
    }
    const json_code_unit low = read_json_code_unit(text, second + 2);
    if (low.st == status::json_truncated) return {low.st, text.last()};
    if (low.st != status::ok) return {low.st, second};
    if (low.value < 0xdc00 || low.value > 0xdfff) return {status::json_lone_surrogate, begin};
    return {status::ok, second + 6};
}

// Checks a string from `at` to its closing quote. surrogate_escape: as in json_reader_options. cost: O(the string).
CLEAVE_DETAIL_NOINLINE constexpr checked_json_string check_json_string(json_text text, const char* at,
                                                                       bool surrogate_escape) noexcept {
    bool escaped = false;
    for (;;) {
        at = text.skip_plain(at);
        if (at == text.last()) return {status::json_truncated, at, escaped};
        const auto byte = static_cast<unsigned char>(*at);
        if (byte == '"') return {status::ok, at, escaped};
        if (byte < ' ') return {status::json_control_character, at, escaped};
        if (byte == '\\') {
            escaped = true;
            const json_run escape = check_json_escape(text, at, surrogate_escape);
            if (escape.st != status::ok) return {escape.st, escape.at, escaped};
            at = escape.at;
        } else {
            const std::uint8_t bytes = decode_utf8(text.from(at)).bytes;
            if (bytes == 0 && is_cut_utf8(text.from(at))) return {status::json_truncated, text.last(), escaped};
            if (bytes == 0) return {status::json_invalid_utf8, at, escaped};
            at += bytes;
        }
    }
}

// The decoded bytes of a string, one at a time. The string must have been checked, up to its closing quote.
class json_string_bytes {
  public:
    // `at` is the first byte after the opening quote.
    constexpr explicit json_string_bytes(const char* at) noexcept : at_(at) {}

    // The next byte, or -1 at the closing quote and ever after.
    constexpr int next() noexcept {
        if (given_ != decoded_.size) return static_cast<unsigned char>(decoded_.bytes[given_++]);
        if (*at_ == '"') return -1;
        if (*at_ != '\\') return static_cast<unsigned char>(*at_++);
        return decode_escape();
    }

  private:
    constexpr int decode_escape() noexcept {
        const char letter = at_[1];
        at_ += 2;
        switch (letter) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'u': break;
        default: return letter; // a quote, a backslash or a slash
        }
        char32_t unit = code_unit();
        // A low surrogate that stands alone passed the check as the byte it hides.
        if (unit >= 0xdc80 && unit <= 0xdcff) return static_cast<int>(unit & 0xff);
        if (unit >= 0xd800 && unit <= 0xdbff) {
            at_ += 2;
            unit = 0x10000 + ((unit & 0x3ff) << 10) + (code_unit() & 0x3ff);
        }
        decoded_ = encode_utf8(unit);
        given_ = 1;
        return static_cast<unsigned char>(decoded_.bytes[0]);
    }

    constexpr char32_t code_unit() noexcept {
        char32_t unit = 0;
        for (const char* const end = at_ + 4; at_ != end; ++at_) {
            const auto digit =
                static_cast<unsigned char>(*at_); // '0' is 0x30; a letter, with its sixth bit set, is 9 more
            unit = unit << 4 | ((digit & 0xfu) + (digit >> 6) * 9u);
        }
        return unit;
    }

    const char* at_;
    utf8_text decoded_ = {};
    std::uint8_t given_ = 0;
};

// Decodes a checked string, which begins at `from`. Returns its size, or a larger one than the room where it does not
// fit.
CLEAVE_DETAIL_NOINLINE constexpr std::size_t decode_json_string(char* to, std::size_t room, const char* from) noexcept {
    json_string_bytes bytes(from);
    std::size_t size = 0;
    for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) {
        if (size == room) return room + 1;
        to[size++] = static_cast<char>(byte);
    }
    return size;
}

// Whether two checked strings say the same.
CLEAVE_DETAIL_NOINLINE constexpr bool same_json_string(const char* left, const char* right) noexcept {
    json_string_bytes left_bytes(left);
    json_string_bytes right_bytes(right);
    for (;;) {
        const int byte = left_bytes.next();
        if (byte != right_bytes.next()) return false;
        if (byte < 0) return true;
    }
}

} // namespace cleave::detail
