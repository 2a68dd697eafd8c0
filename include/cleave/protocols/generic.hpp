// SPDX-License-Identifier: MIT
//
// generic: prefixes that belong to a language or a library and not to one protocol, and the shapes of first messages.
#pragma once

#include "../layout.hpp"

namespace cleave {

/// Python's struct.pack("i", n): 4 bytes, little-endian, signed.
struct python_int : fixed_layout<prefix_layout{.order = std::endian::little, .is_signed = true}> {};

/// Erlang's {packet, N}: N bytes, big-endian (inet:setopts/2 knows 1, 2 and 4).
template <std::uint8_t Bytes>
struct erlang_packet : fixed_layout<prefix_layout{.width = Bytes}> {};

/// Protocol Buffers' delimited streams, libp2p's messages: a varint. Its readers take padded varints, and so does
/// this; refuse them with prefix_layout{.form = length_form::varint}. Limit: 2 GiB - 1, as every protobuf message.
/// source: protobuf.dev/programming-guides/encoding, "Base 128 Varints".
struct varint_delimited
    : fixed_layout<prefix_layout{.form = length_form::varint, .max_payload = 0x7fffffff, .padded_varints = true}> {};

/// Browsers' native messaging: 4 bytes in the machine's order. Limit: 1 MiB to the browser (from it: 64 MiB).
/// source: developer.chrome.com/docs/extensions/develop/concepts/native-messaging.
struct native_messaging : fixed_layout<prefix_layout{.order = std::endian::native, .max_payload = 1 << 20}> {};

/// FlatBuffers with a size prefix: 4 bytes, little-endian. Limit: 2 GiB - 1, FLATBUFFERS_MAX_BUFFER_SIZE.
/// source: flatbuffers' flatbuffer_builder.h, FinishSizePrefixed.
struct flatbuffers_size_prefixed
    : fixed_layout<prefix_layout{.order = std::endian::little, .max_payload = 0x7fffffff}> {};

/// A message of N bytes and no header: a greeting, an answer whose size the request settled.
template <std::uint64_t Bytes>
    requires(Bytes > 0)
struct fixed_size {
    static constexpr std::size_t header_capacity = 1; // what a prefix has at least; the header is empty

    /// Returns the size in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return Bytes; }
    /// Says so. A stream can end before a message all the same.
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept {
        return prefix_reading::frame(0, Bytes);
    }
    /// Says whether a message can have that many bytes.
    static constexpr status check_payload(std::uint64_t bytes) noexcept {
        return bytes == Bytes ? status::ok : bytes < Bytes ? status::frame_too_small : status::frame_too_large;
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 0; } // bytes
    static constexpr void write(std::uint64_t, std::byte*) noexcept {}      // writes none
    friend constexpr bool operator==(const fixed_size&, const fixed_size&) = default;
};

namespace detail {

/// A text as a template argument.
template <std::size_t N>
struct literal_text {
    char text[N]{}; // with its NUL
    /// Copies a literal.
    constexpr literal_text(const char (&from)[N]) noexcept { // NOLINT: as a literal
        for (std::size_t i = 0; i < N; ++i) text[i] = from[i];
    }
};

} // namespace detail

/// A first message: bytes that never change, refused at the first wrong one, then `Rest` bytes that may.
///     using http2_preface = preamble<"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n">;
template <detail::literal_text Text, std::uint64_t Rest = 0>
struct preamble {
    static constexpr std::size_t header_capacity = sizeof Text.text - 1; // bytes of the text

    /// Returns how many bytes follow the text.
    static constexpr std::uint64_t max_payload() noexcept { return Rest; }
    /// Compares byte by byte.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        for (std::size_t i = 0; i < header_capacity; ++i) {
            if (i == in.size()) return prefix_reading::need(1);
            if (in[i] != static_cast<std::byte>(Text.text[i]))
                return prefix_reading::refused(status::magic_mismatch, i + 1);
        }
        return prefix_reading::frame(header_capacity, Rest);
    }
    /// Says whether that many bytes follow the text.
    static constexpr status check_payload(std::uint64_t bytes) noexcept {
        return bytes == Rest ? status::ok : bytes < Rest ? status::frame_too_small : status::frame_too_large;
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return header_capacity; } // bytes of the text
    /// Writes the text.
    static constexpr void write(std::uint64_t, std::byte* out) noexcept {
        for (std::size_t i = 0; i < header_capacity; ++i) out[i] = static_cast<std::byte>(Text.text[i]);
    }
    friend constexpr bool operator==(const preamble&, const preamble&) = default;
};

} // namespace cleave
