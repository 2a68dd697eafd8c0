// SPDX-License-Identifier: MIT
//
// json_number: the value of the digits of a JSON number. Exact or refused: nothing goes through a double.
#pragma once

#include "../status.hpp"
#include "json_text.hpp"

#include <cstddef>
#include <cstdint>

namespace cleave::detail {

// A number's value, or why it has none: value_wrong_type or value_out_of_range.
template <class Integer>
struct [[nodiscard]] json_integer {
    status st = status::ok;
    Integer value = 0;
};

// The value of the digits from `begin` to `end`; value_wrong_type where there are none, or a character is not a digit;
// value_out_of_range beyond 2^64 - 1.
constexpr json_integer<std::uint64_t> digits_to_uint64(const char* begin, const char* end) noexcept {
    if (begin == end) return {status::value_wrong_type};
    std::uint64_t value = 0;
    bool fits = true;
    for (; begin != end; ++begin) {
        if (!is_digit(*begin)) return {status::value_wrong_type};
        const auto digit = static_cast<std::uint64_t>(*begin - '0');
        if (value >= UINT64_MAX / 10 && value > (UINT64_MAX - digit) / 10) fits = false;
        value = value * 10 + digit;
    }
    if (!fits) return {status::value_out_of_range};
    return {status::ok, value};
}

// The same with a sign in front: "-0" is 0; value_out_of_range beyond -2^63 and 2^63 - 1.
constexpr json_integer<std::int64_t> digits_to_int64(const char* begin, const char* end) noexcept {
    const bool is_negative = begin != end && *begin == '-';
    const json_integer<std::uint64_t> magnitude = digits_to_uint64(is_negative ? begin + 1 : begin, end);
    if (magnitude.st != status::ok) return {magnitude.st};
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (magnitude.value >= limit + (is_negative ? 1 : 0)) return {status::value_out_of_range};
    const std::uint64_t bits = is_negative ? 0 - magnitude.value : magnitude.value;
    return {status::ok, static_cast<std::int64_t>(bits)};
}

} // namespace cleave::detail
