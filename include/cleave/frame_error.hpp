// SPDX-License-Identifier: MIT
//
// frame_error: everything that is known of the frame a reader stopped at, and a message made of it.
//
//     frame_too_large: a payload must not exceed max_payload: length 542393671, limit 65536, at offset 0, first bytes
//     47 45 54 20 (this is an HTTP request)
#pragma once

#include "detail/message_text.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// The protocol that the first bytes of a refused frame look like: the usual reasons for an absurd length.
enum class peer_guess : std::uint8_t {
    none,
    tls_hello,
    http_request,
    http_reply,
    ssh_banner,
    text,
    swapped_byte_order
};

/// Returns the guess in words, to follow "this is "; empty for no guess.
constexpr std::string_view to_string(peer_guess guess) noexcept {
    switch (guess) {
    case peer_guess::none: return "";
    case peer_guess::tls_hello: return "a TLS hello";
    case peer_guess::http_request: return "an HTTP request";
    case peer_guess::http_reply: return "an HTTP reply";
    case peer_guess::ssh_banner: return "an SSH banner";
    case peer_guess::text: return "unframed text";
    case peer_guess::swapped_byte_order: return "a length in the opposite byte order";
    }
    return "";
}

/// Guesses from the first bytes of a stream or frame: 3 are enough, and at most 8 are read.
constexpr peer_guess guess_peer(std::span<const std::byte> first) noexcept {
    const std::size_t size = first.size() < 8 ? first.size() : 8;
    const auto begins = [&first, size](std::string_view with) {
        const std::size_t common = size < with.size() ? size : with.size();
        for (std::size_t i = 0; i < common; ++i)
            if (static_cast<char>(first[i]) != with[i]) return false;
        return common >= 3;
    };
    // A handshake record of SSL 3 or TLS: type 22, version 3.x.
    if (first.size() >= 3 && first[0] == std::byte{22} && first[1] == std::byte{3} && first[2] <= std::byte{4})
        return peer_guess::tls_hello;
    for (const std::string_view verb :
         {"GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "TRACE ", "PATCH ", "PRI * "})
        if (begins(verb)) return peer_guess::http_request;
    if (begins("HTTP/")) return peer_guess::http_reply;
    if (begins("SSH-")) return peer_guess::ssh_banner;
    for (std::size_t i = 0; i < size; ++i) {
        const auto c = std::to_integer<unsigned>(first[i]);
        if ((c < 0x20 || c > 0x7e) && c != '\r' && c != '\n' && c != '\t') return peer_guess::none;
    }
    return first.size() >= 3 ? peer_guess::text : peer_guess::none;
}

/// States all that is known of a refused frame; the same for every way in which the bytes were delivered.
struct frame_error {
    status st = status::ok;                   // the rule that was broken; ok: no error
    bool is_negative = false;                 // declared is to be read as a std::int64_t
    peer_guess looks_like = peer_guess::none; // what the first bytes look like
    std::uint8_t first_bytes_size = 0;        // of first_bytes
    std::array<std::byte, 8> first_bytes{};   // of the frame, as far as the reader needed them
    std::uint64_t declared = 0;               // the length as the field has it; 0 where it cannot be read
    std::uint64_t payload_bytes = 0;          // of a frame refused for its size
    std::uint64_t limit = 0;                  // bytes: of a payload, or of a whole frame for frame_exceeds_buffer
    std::uint64_t offset = 0;                 // of the frame's first byte, in bytes from the start of the stream

    friend constexpr bool operator==(const frame_error&, const frame_error&) = default;
};

namespace detail {

/// Explains a refusal. frame_bytes: from the frame's first byte on. found: what the prefix read there.
template <prefix P>
constexpr frame_error explain(const P& p, status st, std::span<const std::byte> frame_bytes,
                              const prefix_reading& found, std::uint64_t offset, std::uint64_t limit) noexcept {
    const std::size_t shown = is_error(found.st) ? found.shown : found.header;
    const std::span<const std::byte> header = frame_bytes.first(shown);
    frame_error error{.st = st,
                      .looks_like = guess_peer(header),
                      .declared = found.size,
                      .payload_bytes = found.size,
                      .limit = limit,
                      .offset = offset};
    for (; error.first_bytes_size < error.first_bytes.size() && error.first_bytes_size < shown;
         ++error.first_bytes_size)
        error.first_bytes[error.first_bytes_size] = header[error.first_bytes_size];
    if constexpr (declaring_prefix<P>) {
        const declared_length declared = p.declared(header);
        error.declared = declared.value;
        error.is_negative = declared.is_negative;
        const bool is_of_length = st != status::frame_exceeds_buffer && st != status::trailer_mismatch;
        if (declared.is_swapped && is_of_length && error.looks_like == peer_guess::none)
            error.looks_like = peer_guess::swapped_byte_order;
    }
    return error;
}

/// Returns whether a message about `st` names the length and its limit.
constexpr bool is_about_length(status st) noexcept {
    return st == status::negative_length || st == status::length_below_header || st == status::frame_too_large ||
           st == status::frame_exceeds_buffer || st == status::length_not_addressable || st == status::frame_too_small;
}

} // namespace detail

/// Puts the error into words. room: 272 characters hold every message. returns: a view of `room`.
constexpr std::string_view describe(const frame_error& error, const std::span<char> room) noexcept {
    detail::message_text out(room);
    out << to_string(error.st) << ": " << rule_of(error.st);
    if (error.st == status::ok) return out.text();
    if (detail::is_about_length(error.st)) {
        out << ": length ";
        error.is_negative ? out << static_cast<std::int64_t>(error.declared) : out << error.declared;
        if (error.st != status::frame_too_small) out << ", limit " << error.limit;
    }
    out << ", at offset " << error.offset << ", first bytes ";
    out.hex(error.first_bytes.data(), error.first_bytes_size);
    if (error.looks_like != peer_guess::none) out << " (this is " << to_string(error.looks_like) << ")";
    return out.text();
}

} // namespace cleave
