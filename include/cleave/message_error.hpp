// SPDX-License-Identifier: MIT
//
// message_error: why a header message was refused, and the same in words.
//
//     {"file_name": "a", "file_size": -12}
//     size_negative: a size must not be negative: file_size is -12, in message 0 at offset 0, header byte 32
#pragma once

#include "detail/message_text.hpp"
#include "detail/platform.hpp"
#include "frame_error.hpp"
#include "header_field.hpp"
#include "status.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// Why a message was refused, with what a message about it must name. The same for every delivery.
struct message_error {
    status st = status::ok;                   // the rule that was broken; ok: no error
    peer_guess looks_like = peer_guess::none; // of what should have been a length
    bool has_field = false;                   // whether the fault is that of one field
    header_field field = header_field::cmd;   // has_field: the one at fault
    std::string_view name = {};               // has_field: what the header calls it; valid forever
    std::uint8_t value_size = 0;              // of value
    std::array<char, 40> value{};             // as it was written; cut where it is longer, with ... at its end
    std::uint64_t limit = 0;                  // 0 where the rule has none
    std::uint64_t header_offset = 0;          // of the fault, in bytes from the start of the header; 0 for a length
    std::uint64_t offset = 0;                 // of the message, in bytes from the start of the stream
    std::uint64_t message_index = 0;          // messages before this one

    /// Keeps the value, or its beginning.
    constexpr void set_value(std::string_view as_written) noexcept {
        const bool is_cut = as_written.size() > value.size();
        detail::message_text out(value.data(), value.size());
        out << detail::part_of(as_written, 0, is_cut ? value.size() - 3 : as_written.size()) << (is_cut ? "..." : "");
        value_size = static_cast<std::uint8_t>(out.text().size());
    }
    friend constexpr bool operator==(const message_error&, const message_error&) = default;
};

/// The result of reading a header.
struct [[nodiscard]] header_reading {
    status st = status::ok;                 // ok, or the error
    bool has_field = false;                 // whether the fault is that of one field
    header_field field = header_field::cmd; // has_field: the one at fault
    std::string_view name = {};             // has_field: what the header calls it; valid forever
    std::size_t header_offset = 0;          // of the fault, in bytes from the start of the header
    std::string_view value = {}; // has_field: its value, or the key that is there twice; a view as in the fields

    /// Returns what a message about it must name.
    constexpr message_error error() const noexcept {
        message_error error{
            .st = st, .has_field = has_field, .field = field, .name = name, .header_offset = header_offset};
        error.set_value(value);
        return error;
    }
};

/// Puts the error into words. The value is the peer's: escape it before it reaches a terminal (file_name.hpp).
/// room: 256 characters hold every message. returns: a view of `room`.
constexpr std::string_view describe(const message_error& error, std::span<char> room) noexcept {
    detail::message_text out(room);
    out << to_string(error.st) << ": " << rule_of(error.st);
    if (error.st == status::ok) return out.text();
    if (error.has_field) out << ": " << (error.name.empty() ? to_string(error.field) : error.name);
    if (error.value_size != 0)
        out << (error.has_field ? " is " : ": value ")
            << std::string_view(error.value.data(), std::size_t{error.value_size});
    if (error.limit != 0) out << ", limit " << error.limit;
    out << ", in message " << error.message_index << " at offset " << error.offset;
    if (error.header_offset != 0) out << ", header byte " << error.header_offset;
    if (error.looks_like != peer_guess::none) out << " (this is " << to_string(error.looks_like) << ")";
    return out.text();
}

} // namespace cleave
