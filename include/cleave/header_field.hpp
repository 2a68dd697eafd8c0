// SPDX-License-Identifier: MIT
//
// header_field: the fields of a JSON header that the dialects know, and those that one header has.
//
//     {"cmd": "put", "filename": "a.txt", "filesize": 5}
//     cmd is put, file_name is a.txt, size is 5; has(md5) is false
//
// Nothing here reads a header: header_message.hpp does.
#pragma once

#include "detail/platform.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// The fields of all dialects. Where a field has several names, any of them is understood, but only one at a time.
enum class header_field : std::uint8_t {
    cmd,         // text: put, get, stat, exec, auth
    status,      // text: ok, error
    file_name,   // text: file_name, filename
    size,        // bytes: file_size, filesize, total_size; always of the whole file
    offset,      // bytes: where in the file the body begins
    received,    // bytes: where a broken upload can continue
    stdout_size, // bytes
    stderr_size, // bytes
    exit_code,   // integer; the negative number of the signal that ended the command
    reply,       // true: an upload is to be answered
    truncated,   // true: output was cut at a limit
    msg,         // text to show on completion
    md5,         // text
    sha256,      // text
    ack,         // text: received, stored, durable
    command,     // text to execute
    code,        // text: an error's name
    message,     // text: an error in words
    nonce,       // text: what a server asks its peer to sign
    proof,       // text: HMAC-SHA-256 of the nonce under the shared token
};

namespace detail {

class header_reader;

// The type of a field's value.
enum class header_value : std::uint8_t { text, bytes, integer, boolean };

// A name of a field.
struct header_name {
    std::string_view text;
    header_field field;
    header_value of;
};

// All names; of each field's names the first is the one to report it by.
inline constexpr std::array<header_name, 23> header_names = {{
    {"cmd", header_field::cmd, header_value::text},
    {"status", header_field::status, header_value::text},
    {"file_name", header_field::file_name, header_value::text},
    {"filename", header_field::file_name, header_value::text},
    {"file_size", header_field::size, header_value::bytes},
    {"filesize", header_field::size, header_value::bytes},
    {"total_size", header_field::size, header_value::bytes},
    {"offset", header_field::offset, header_value::bytes},
    {"received", header_field::received, header_value::bytes},
    {"stdout_size", header_field::stdout_size, header_value::bytes},
    {"stderr_size", header_field::stderr_size, header_value::bytes},
    {"exit_code", header_field::exit_code, header_value::integer},
    {"reply", header_field::reply, header_value::boolean},
    {"truncated", header_field::truncated, header_value::boolean},
    {"msg", header_field::msg, header_value::text},
    {"md5", header_field::md5, header_value::text},
    {"sha256", header_field::sha256, header_value::text},
    {"ack", header_field::ack, header_value::text},
    {"command", header_field::command, header_value::text},
    {"code", header_field::code, header_value::text},
    {"message", header_field::message, header_value::text},
    {"nonce", header_field::nonce, header_value::text},
    {"proof", header_field::proof, header_value::text},
}};

// For each field a bit for each of its names.
inline constexpr auto header_name_bits = [] {
    std::array<std::uint32_t, static_cast<std::size_t>(header_field::proof) + 1> bits{};
    for (std::size_t i = 0; i < header_names.size(); ++i)
        bits[static_cast<std::size_t>(header_names[i].field)] |= std::uint32_t{1} << i;
    return bits;
}();

} // namespace detail

/// Returns the name by which a field is reported where no header gave it: the first of its names. Valid forever.
constexpr std::string_view to_string(header_field field) noexcept {
    for (const detail::header_name& name : detail::header_names)
        if (name.field == field) return name.text;
    return "";
}

/// The fields of one header. Views are of the header's text, or of the scratch where a text holds escapes.
class header_fields {
  public:
    std::string_view text; // the whole header as it was written, unknown fields included

    /// Returns whether the header has the field.
    constexpr bool has(header_field field) const noexcept { return (names_ & names_of(field)) != 0; }

    /// Returns the name under which the header has the field; to_string() where it has not. Valid forever.
    constexpr std::string_view name(header_field field) const noexcept {
        const std::uint32_t found = names_ & names_of(field);
        return found == 0 ? to_string(field)
                          : detail::header_names[static_cast<std::size_t>(std::countr_zero(found))].text;
    }

    /// Returns a text field; empty where it is absent.
    constexpr std::string_view string(header_field field) const noexcept {
        return has(field) ? texts_[index(field)] : std::string_view{};
    }

    /// Returns a field of bytes, below 2^63; 0 where it is absent.
    constexpr std::uint64_t bytes(header_field field) const noexcept { return has(field) ? numbers_[index(field)] : 0; }

    /// Returns a boolean field; false where it is absent.
    constexpr bool flag(header_field field) const noexcept { return bytes(field) != 0; }

    /// Returns the exit code; 0 where it is absent.
    constexpr std::int64_t exit_code() const noexcept {
        return static_cast<std::int64_t>(bytes(header_field::exit_code));
    }

    /// Forgets all fields.
    constexpr void clear() noexcept {
        text = {};
        names_ = 0; // what is not present is not read, so it may stay as it was
    }

  private:
    friend class detail::header_reader;
    static constexpr std::size_t count = detail::header_name_bits.size();
    static constexpr std::size_t index(header_field field) noexcept { return static_cast<std::size_t>(field); }
    static constexpr std::uint32_t names_of(header_field field) noexcept {
        return detail::header_name_bits[index(field)];
    }

    std::uint32_t names_ = 0; // a bit for each of header_names that the header has
    std::array<std::string_view, count> texts_{};
    std::array<std::uint64_t, count> numbers_{};
};

} // namespace cleave
