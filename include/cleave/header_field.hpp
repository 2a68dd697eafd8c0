// SPDX-License-Identifier: MIT
//
// header_field: the fields of a JSON header that the dialects know, and those that one header has.
//
//     {"cmd": "put", "filename": "a.txt", "filesize": 5}
//     cmd is put, file_name is a.txt, size is 5; has(md5) is false
//
// Nothing here reads a header: header_message.hpp does.
#pragma once

#include <array>
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
    received,    // bytes: where a broken upload can go on
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

/// The name under which a field is reported; the first of its names.
constexpr std::string_view to_string(header_field field) noexcept {
    switch (field) {
    case header_field::cmd: return "cmd";
    case header_field::status: return "status";
    case header_field::file_name: return "file_name";
    case header_field::size: return "file_size";
    case header_field::offset: return "offset";
    case header_field::received: return "received";
    case header_field::stdout_size: return "stdout_size";
    case header_field::stderr_size: return "stderr_size";
    case header_field::exit_code: return "exit_code";
    case header_field::reply: return "reply";
    case header_field::truncated: return "truncated";
    case header_field::msg: return "msg";
    case header_field::md5: return "md5";
    case header_field::sha256: return "sha256";
    case header_field::ack: return "ack";
    case header_field::command: return "command";
    case header_field::code: return "code";
    case header_field::message: return "message";
    case header_field::nonce: return "nonce";
    case header_field::proof: return "proof";
    }
    return "";
}

/// A header's fields. Views are of the header's text, or of the scratch where a text holds escapes.
class header_fields {
  public:
    std::string_view text; // the whole header as it was written, unknown fields included

    /// Whether the header has the field.
    constexpr bool has(header_field field) const noexcept { return (present_ >> index(field) & 1U) != 0; }

    /// A text field; empty where it is absent.
    constexpr std::string_view string(header_field field) const noexcept {
        return has(field) ? texts_[index(field)] : std::string_view{};
    }

    /// A field of bytes; 0 where it is absent. Below 2^63.
    constexpr std::uint64_t bytes(header_field field) const noexcept { return has(field) ? numbers_[index(field)] : 0; }

    /// A boolean field; false where it is absent.
    constexpr bool flag(header_field field) const noexcept { return bytes(field) != 0; }

    /// The exit code; 0 where it is absent.
    constexpr std::int64_t exit_code() const noexcept {
        return static_cast<std::int64_t>(bytes(header_field::exit_code));
    }

  private:
    friend class header_reader;
    friend class plain_header_reader;
    static constexpr std::size_t count = static_cast<std::size_t>(header_field::proof) + 1;
    static constexpr std::size_t index(header_field field) noexcept { return static_cast<std::size_t>(field); }

    // False where the field is there already.
    constexpr bool add(header_field field) noexcept {
        if (has(field)) return false;
        present_ |= std::uint32_t{1} << index(field);
        return true;
    }

    std::uint32_t present_ = 0;
    std::array<std::string_view, count> texts_{};
    std::array<std::uint64_t, count> numbers_{};
};

} // namespace cleave
