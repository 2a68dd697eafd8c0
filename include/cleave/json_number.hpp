// SPDX-License-Identifier: MIT
//
// json_number: the value of a JSON number, which json.hpp gives as it is written.
//
//     to_uint64("18446744073709551615")  -> ok, 18446744073709551615
//     to_uint64("-1")                    -> value_out_of_range
//     to_int64("1e2")                    -> value_wrong_type: it has an exponent
//
// Exact or refused: no number goes through a double.
#pragma once

#include "json_text.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// A number's value, or why it has none.
template <class Integer>
struct [[nodiscard]] json_integer {
    status st = status::ok; // ok, value_wrong_type or value_out_of_range
    Integer value = 0;      // ok: the number
};

/// The number that 8 decimal digits make, given as values, the first of them lowest in the word and highest in value.
constexpr std::uint64_t value_of_eight_digits(std::uint64_t digits) noexcept {
    const std::uint64_t pairs = digits * (10 << 8 | 1) >> 8 & 0x00ff00ff00ff00ffu;
    const std::uint64_t fours = pairs * (100 << 16 | 1) >> 16 & 0x0000ffff0000ffffu;
    return fours * (std::uint64_t{10000} << 32 | 1) >> 32;
}

/// The number that 1 to 8 decimal digits make, the first of them lowest in the word and highest in value;
/// value_wrong_type where one is no digit.
constexpr json_integer<std::uint64_t> value_of_digits(std::uint64_t characters, std::size_t size) noexcept {
    const std::size_t missing = 64 - 8 * size;
    const std::uint64_t padded = (characters ^ digit_zeros) << missing; // as values, zeros in front
    if (not_digits(padded ^ digit_zeros) != 0) return {status::value_wrong_type};
    return {status::ok, value_of_eight_digits(padded)};
}

/// The value of a number token from 0 to 2^64 - 1, exactly. value_wrong_type: it has a fraction or an exponent (or is
/// no number at all); value_out_of_range: it is negative, which "-0" is too, or too large. O(n).
constexpr json_integer<std::uint64_t> to_uint64(std::string_view number) noexcept {
    const bool is_negative = !number.empty() && number.front() == '-';
    const json_text text(number.substr(is_negative ? 1 : 0));
    if (text.first() == text.last()) return {status::value_wrong_type};

    std::uint64_t value = 0;
    bool fits = !is_negative;
    const char* at = text.first();
    for (std::size_t size = (text.left(at) - 1) % 8 + 1; at != text.last(); at += size, size = 8) {
        const json_integer<std::uint64_t> part = value_of_digits(text.word(at), size);
        if (part.st != status::ok) return part;
        if (text.offset(at) > 8)
            fits = fits && value <= (UINT64_MAX - part.value) / 100'000'000; // 16 digits always fit
        value = value * 100'000'000 + part.value;
    }
    if (!fits) return {status::value_out_of_range};
    return {status::ok, value};
}

/// The value of a number token from -2^63 to 2^63 - 1, exactly; "-0" is 0. Errors as for to_uint64. O(n).
constexpr json_integer<std::int64_t> to_int64(std::string_view number) noexcept {
    const bool is_negative = !number.empty() && number.front() == '-';
    if (is_negative) number.remove_prefix(1);
    if (is_negative && !number.empty() && number.front() == '-') return {status::value_wrong_type};
    const json_integer<std::uint64_t> magnitude = to_uint64(number);
    if (magnitude.st != status::ok) return {magnitude.st};
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (magnitude.value >= limit + (is_negative ? 1 : 0)) return {status::value_out_of_range};
    const std::uint64_t bits = is_negative ? 0 - magnitude.value : magnitude.value;
    return {status::ok, static_cast<std::int64_t>(bits)};
}

} // namespace cleave
