// SPDX-License-Identifier: MIT
//
// content_length: messages after header lines, as the Language Server Protocol and its relatives send them.
#pragma once

#include "../detail/length_field.hpp"
#include "../prefix.hpp"

#include <string_view>

namespace cleave {

/// The Language Server, Debug Adapter and Build Server Protocols, and other JSON-RPC over streams: header lines, one of
/// them "Content-Length: N", an empty line, N bytes. Other lines are ignored; the header has at most 255 bytes, and all
/// is decided where it ends. write() makes the one line. Limit: 16 MiB, ours; the protocol has none.
/// source: microsoft.github.io/language-server-protocol, "Base Protocol".
template <std::uint64_t MaxPayload>
struct content_length_frames {
    static constexpr std::size_t header_capacity = 255; // bytes
    template <std::uint64_t Bytes>
    using with_max_payload = content_length_frames<Bytes>; // the same with another limit

    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return MaxPayload; }
    /// Reads a header. errors: length_malformed where there is no such line or no number in it, or two of them, and
    /// where the header does not end. cost: O(header) for each call.
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        const std::string_view end = "\r\n\r\n";
        std::size_t matched = 0;
        for (std::size_t i = 0; i < in.size() && i < header_capacity; ++i) {
            const char c = static_cast<char>(in[i]);
            matched = c == end[matched] ? matched + 1 : c == '\r' ? 1 : 0;
            if (matched == end.size()) return read_lines(in.first(i + 1));
        }
        const std::size_t least = end.size() - matched;
        if (in.size() >= header_capacity) return prefix_reading::refused(status::length_malformed, header_capacity);
        const std::size_t room = header_capacity - in.size();
        return prefix_reading::need(least < room ? least : room);
    }
    /// Returns the size in bytes of the header that write() writes.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept {
        std::size_t digits = 1;
        for (; bytes >= 10; bytes /= 10) ++digits;
        return name.size() + 1 + digits + 4;
    }
    /// Writes the line and the empty one.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        const std::size_t digits = size(bytes) - name.size() - 5;
        for (const char c : name) *out++ = static_cast<std::byte>(c);
        *out++ = std::byte{' '};
        detail::put_digits(bytes, 10, digits, out);
        for (const char c : {'\r', '\n', '\r', '\n'}) out++[digits] = static_cast<std::byte>(c);
    }
    friend constexpr bool operator==(const content_length_frames&, const content_length_frames&) = default;

  private:
    static constexpr std::string_view name = "Content-Length:";

    static constexpr char lower(std::byte each) noexcept {
        const char c = static_cast<char>(each);
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    static constexpr bool is_named(std::span<const std::byte> line) noexcept {
        if (line.size() < name.size()) return false;
        for (std::size_t i = 0; i < name.size(); ++i)
            if (lower(line[i]) != lower(static_cast<std::byte>(name[i]))) return false;
        return true;
    }
    /// Reads the digits after the name, and spaces around them. text: without its line end.
    static constexpr detail::length_field read_number(std::span<const std::byte> text) noexcept {
        while (!text.empty() && text.front() == std::byte{' '}) text = text.subspan(1);
        while (!text.empty() && text.back() == std::byte{' '}) text = text.first(text.size() - 1);
        if (text.empty() || text.size() > 18) return detail::length_field::error(status::length_malformed, 0);
        return detail::read_digits(text, 10);
    }
    /// header: through its empty line.
    static constexpr prefix_reading read_lines(std::span<const std::byte> header) noexcept {
        const prefix_reading malformed = prefix_reading::refused(status::length_malformed, header.size());
        prefix_reading found = malformed;
        for (std::span<const std::byte> rest = header; rest.size() > 2;) {
            std::size_t line = 0;
            while (rest[line] != std::byte{'\r'} || rest[line + 1] != std::byte{'\n'}) ++line;
            if (is_named(rest.first(line))) {
                const detail::length_field length = read_number(rest.first(line).subspan(name.size()));
                if (found != malformed || length.st != status::ok) return malformed;
                found = prefix_reading::frame(header.size(), length.value);
            }
            rest = rest.subspan(line + 2);
        }
        return found;
    }
};
/// content_length_frames: with a limit of 16 MiB.
using content_length = content_length_frames<16 << 20>;

} // namespace cleave
