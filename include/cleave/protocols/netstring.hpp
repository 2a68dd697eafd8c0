// SPDX-License-Identifier: MIT
//
// netstring: frames that begin with a decimal number of any size, and a character that ends it.
#pragma once

#include "../detail/length_field.hpp"
#include "../prefix.hpp"

namespace cleave {

namespace detail {

/// Reads a number of at most `Digits` digits that begins with no zero, unless it is 0, and the character after it.
/// size: bytes with that character. errors: length_malformed, at the first byte that does not fit.
template <std::size_t Digits, char End>
constexpr length_field read_number_and(std::span<const std::byte> in) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (i > 0 && in[i] == static_cast<std::byte>(End)) return length_field::number(i + 1, value);
        const unsigned digit = digit_value(in[i]);
        if (digit > 9 || i == Digits || (i > 0 && value == 0))
            return length_field::error(status::length_malformed, i + 1);
        value = value * 10 + digit;
    }
    return length_field::need(1);
}

constexpr std::size_t decimal_size(std::uint64_t value) noexcept {
    std::size_t digits = 1;
    for (; value >= 10; value /= 10) ++digits;
    return digits;
}

constexpr prefix_reading as_reading(const length_field& field, std::size_t trailer) noexcept {
    if (field.st == status::need_input) return prefix_reading::need(field.size);
    if (field.st != status::ok) return prefix_reading::refused(field.st, field.size);
    return prefix_reading::frame(field.size, field.value, trailer);
}

/// The base of netstring and syslog.
template <std::uint64_t MaxPayload, char End>
struct decimal_prefix {
    static constexpr std::size_t most_digits = decimal_size(MaxPayload); // of a length
    static constexpr std::size_t header_capacity = most_digits + 1;      // bytes

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Returns the size in bytes of a header.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept { return decimal_size(bytes) + 1; }
    /// Writes a header.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        const std::size_t digits = decimal_size(bytes);
        put_digits(bytes, 10, digits, out);
        out[digits] = static_cast<std::byte>(End);
    }
    friend constexpr bool operator==(const decimal_prefix&, const decimal_prefix&) = default;
};

} // namespace detail

/// Netstrings: "5:hello,". A number that has more digits than the limit is refused as length_malformed.
/// Limit: 999,999,999, as qmail's. source: cr.yp.to/proto/netstrings.txt.
template <std::uint64_t MaxPayload>
struct netstring_frames : detail::decimal_prefix<MaxPayload, ':'> {
    static constexpr std::size_t trailer_capacity = 1; // the comma
    template <std::uint64_t Bytes>
    using with_max_payload = netstring_frames<Bytes>; // the same with another limit

    /// Reads a header.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return detail::as_reading(detail::read_number_and<netstring_frames::most_digits, ':'>(in), 1);
    }
    static constexpr std::size_t trailer_size(std::uint64_t) noexcept { return 1; } // bytes
    /// Writes the comma.
    static constexpr void write_trailer(std::uint64_t, std::byte* out) noexcept { *out = std::byte{','}; }
    /// Returns whether the byte after a payload is a comma.
    static constexpr bool trailer_holds(std::span<const std::byte> trailer) noexcept {
        return trailer.front() == std::byte{','};
    }
};
/// netstring_frames: with a limit of 999,999,999 bytes.
using netstring = netstring_frames<999'999'999>;

/// Syslog over TCP and TLS with octet counting: "5 hello". A number that has more digits than the limit is refused as
/// length_malformed. Limit: 8,192, what RFC 5425 tells receivers to take at least. source: RFC 6587, 3.4.1.
template <std::uint64_t MaxPayload>
struct syslog_frames : detail::decimal_prefix<MaxPayload, ' '> {
    template <std::uint64_t Bytes>
    using with_max_payload = syslog_frames<Bytes>; // the same with another limit

    /// Reads a header. errors: length_malformed; frame_too_small for a message of no bytes.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (!in.empty() && in[0] == std::byte{'0'}) return prefix_reading::refused(status::frame_too_small, 1);
        return detail::as_reading(detail::read_number_and<syslog_frames::most_digits, ' '>(in), 0);
    }
    /// Says whether a message can have that many bytes.
    static constexpr status check_payload(std::uint64_t bytes) noexcept {
        return bytes == 0 ? status::frame_too_small : bytes > MaxPayload ? status::frame_too_large : status::ok;
    }
};
/// syslog_frames: with a limit of 8 KiB.
using syslog = syslog_frames<8'192>;

} // namespace cleave
