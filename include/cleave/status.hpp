// SPDX-License-Identifier: MIT
//
// status: what a call can answer, in three ranges.
//
//     ok | need_input  need_output | every error
//          suspended                 permanent until reset()
//
// A suspension is not an error: call again with more input or more room. An error is a peer's mistake; the first one is
// kept and returned by every later call. A caller's mistake is an assert. The names are also the `code` that an error
// reply of the extended dialect carries, so they never change their spelling.
#pragma once

#include "detail/platform.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// The result of a call.
enum class [[nodiscard]] status : std::uint8_t{
    ok, // the call did what it says

    // suspended
    need_input,  // all input is consumed: call again with the next bytes
    need_output, // the destination is full: drain it, or give a larger one, and call again

    // length prefix and frame
    negative_length,
    length_below_header,
    length_not_addressable,
    frame_too_large,
    frame_exceeds_buffer,
    varint_too_long,
    varint_not_canonical,
    length_malformed,
    magic_mismatch,
    trailer_mismatch,
    frame_too_small,
    prefix_broken,
    truncated_prefix,
    truncated_payload,

    // struct formats and values
    format_bad_char,
    format_embedded_null,
    format_count_without_code,
    format_too_large,
    item_count_mismatch,
    value_wrong_type,
    value_out_of_range,
    float_too_large,
    buffer_size_mismatch,
    buffer_too_small,
    offset_out_of_range,
    iteration_of_nothing,

    // JSON text
    json_syntax,
    json_truncated,
    json_trailing_data,
    json_byte_order_mark,
    json_invalid_utf8,
    json_control_character,
    json_invalid_escape,
    json_lone_surrogate,
    json_invalid_number,
    json_number_too_long,
    json_duplicate_key,
    json_too_deep,
    json_too_many_keys,
    json_scratch_full,
    json_not_object,

    // header messages
    header_empty,
    header_too_large,
    field_missing,
    field_wrong_type,
    field_conflict,
    size_negative,
    size_not_integer,
    size_out_of_range,
    size_too_large,
    size_mismatch,
    offset_beyond_size,
    command_unknown,
    command_empty,
    command_too_long,
    command_nul,
    digest_missing,
    digest_malformed,
    digest_mismatch,
    truncated_header,
    truncated_body,

    // file names
    name_empty,
    name_too_long,
    name_not_utf8,
    name_nul,
    name_control,
    name_invisible,
    name_absolute,
    name_drive,
    name_stream,
    name_dot,
    name_parent,
    name_separator,
    name_backslash,
    name_device,
    name_trailing,
    name_hidden,
    name_reserved,

    // what a store, a server or a transport answers
    already_exists,
    not_found,
    not_a_file,
    permission_denied,
    no_space,
    quota_exceeded,
    io_failed,
    timed_out,
    busy,
    not_authorized,
    not_allowed,
    unsupported,
    connection_lost,
};

/// Returns true for every status that stays until `reset()`.
constexpr bool is_error(status s) noexcept { return s > status::need_output; }

namespace detail {

/// A status, its name on the wire, and the rule it stands for in one clause.
struct status_text {
    status st;        // the status
    const char* name; // as the enumerator is called
    const char* rule; // what must hold
};

/// A row for each status, in order: a status indexes its row.
inline constexpr status_text status_texts[] = {
    {status::ok, "ok", "all is well"},
    {status::need_input, "need_input", "more input is needed"},
    {status::need_output, "need_output", "more room for output is needed"},

    {status::negative_length, "negative_length", "a length must not be negative"},
    {status::length_below_header, "length_below_header", "a length that counts its own header must cover it"},
    {status::length_not_addressable, "length_not_addressable", "a frame must fit this machine's address space"},
    {status::frame_too_large, "frame_too_large", "a payload must not exceed max_payload"},
    {status::frame_exceeds_buffer, "frame_exceeds_buffer", "a whole frame must fit the storage given to the buffer"},
    {status::varint_too_long, "varint_too_long", "a varint must end within its limit and fit 64 bits"},
    {status::varint_not_canonical, "varint_not_canonical", "a varint must use the fewest bytes"},
    {status::length_malformed, "length_malformed", "a length must be written as its protocol says"},
    {status::magic_mismatch, "magic_mismatch", "the constant bytes of a header must have their values"},
    {status::trailer_mismatch, "trailer_mismatch", "the bytes after a payload must be those that its frame demands"},
    {status::frame_too_small, "frame_too_small", "a payload must not be below min_payload"},
    {status::prefix_broken, "prefix_broken", "a prefix must keep the laws of prefix.hpp"},
    {status::truncated_prefix, "truncated_prefix", "the stream must not end inside a length prefix"},
    {status::truncated_payload, "truncated_payload", "the stream must not end inside a payload"},

    {status::format_bad_char, "format_bad_char", "bad char in struct format"},
    {status::format_embedded_null, "format_embedded_null", "a struct format must not hold a null character"},
    {status::format_count_without_code, "format_count_without_code", "repeat count given without format specifier"},
    {status::format_too_large, "format_too_large", "total struct size too long"},
    {status::item_count_mismatch, "item_count_mismatch", "there must be one value for each item of the format"},
    {status::value_wrong_type, "value_wrong_type", "a value must have the type its format code asks for"},
    {status::value_out_of_range, "value_out_of_range", "a number must be in the range of its format code"},
    {status::float_too_large, "float_too_large", "a float must be in the range of its format code"},
    {status::buffer_size_mismatch, "buffer_size_mismatch", "the buffer must have exactly the size of the format"},
    {status::buffer_too_small, "buffer_too_small", "the buffer must hold the whole struct at its offset"},
    {status::offset_out_of_range, "offset_out_of_range", "an offset must lie inside the buffer"},
    {status::iteration_of_nothing, "iteration_of_nothing", "a format to iterate over must have a size"},

    {status::json_syntax, "json_syntax", "the text must follow the JSON grammar"},
    {status::json_truncated, "json_truncated", "the JSON text must not end early"},
    {status::json_trailing_data, "json_trailing_data", "only white space may follow the JSON value"},
    {status::json_byte_order_mark, "json_byte_order_mark", "JSON text must not begin with a byte order mark"},
    {status::json_invalid_utf8, "json_invalid_utf8", "JSON text must be valid UTF-8"},
    {status::json_control_character, "json_control_character", "control characters in a string must be escaped"},
    {status::json_invalid_escape, "json_invalid_escape", "a backslash must begin an escape that JSON knows"},
    {status::json_lone_surrogate, "json_lone_surrogate", "surrogate escapes must come in pairs"},
    {status::json_invalid_number, "json_invalid_number", "a number must follow the JSON grammar"},
    {status::json_number_too_long, "json_number_too_long", "a number must not have more digits than the limit"},
    {status::json_duplicate_key, "json_duplicate_key", "a key must not occur twice in one object"},
    {status::json_too_deep, "json_too_deep", "nesting must not exceed the limit"},
    {status::json_too_many_keys, "json_too_many_keys", "an object must not have more keys than the limit"},
    {status::json_scratch_full, "json_scratch_full", "the scratch space must hold the keys and unescaped strings"},
    {status::json_not_object, "json_not_object", "a header must be a JSON object"},

    {status::header_empty, "header_empty", "a header must not be empty"},
    {status::header_too_large, "header_too_large", "a header must not exceed max_header"},
    {status::field_missing, "field_missing", "a required field must be present"},
    {status::field_wrong_type, "field_wrong_type", "a field must have its type"},
    {status::field_conflict, "field_conflict", "a field must not be given under two names"},
    {status::size_negative, "size_negative", "a size must not be negative"},
    {status::size_not_integer, "size_not_integer", "a size must be an integer without fraction or exponent"},
    {status::size_out_of_range, "size_out_of_range", "a size must be below 2^63"},
    {status::size_too_large, "size_too_large", "a body must not exceed max_size"},
    {status::size_mismatch, "size_mismatch", "the sizes of the parts must add up to the size of the body"},
    {status::offset_beyond_size, "offset_beyond_size", "an offset must not lie beyond the size"},
    {status::command_unknown, "command_unknown", "the command must be one that this peer knows"},
    {status::command_empty, "command_empty", "a command must not be empty"},
    {status::command_too_long, "command_too_long", "a command must not exceed its limit"},
    {status::command_nul, "command_nul", "a command must not hold a NUL"},
    {status::digest_missing, "digest_missing", "this receiver demands a digest"},
    {status::digest_malformed, "digest_malformed", "a digest must be hexadecimal and of its algorithm's length"},
    {status::digest_mismatch, "digest_mismatch", "the body must have the digest that the header announced"},
    {status::truncated_header, "truncated_header", "the stream must not end inside a header"},
    {status::truncated_body, "truncated_body", "the stream must not end inside a body"},

    {status::name_empty, "name_empty", "a file name must not be empty"},
    {status::name_too_long, "name_too_long", "a file name must not exceed its limit"},
    {status::name_not_utf8, "name_not_utf8", "a file name must be valid UTF-8"},
    {status::name_nul, "name_nul", "a file name must not hold a NUL"},
    {status::name_control, "name_control", "a file name must not hold control characters"},
    {status::name_invisible, "name_invisible", "a file name must not hold invisible or direction-changing characters"},
    {status::name_absolute, "name_absolute", "a file name must not be an absolute path"},
    {status::name_drive, "name_drive", "a file name must not begin with a drive letter"},
    {status::name_stream, "name_stream", "a file name must not hold a colon"},
    {status::name_dot, "name_dot", "a file name must not be the directory itself"},
    {status::name_parent, "name_parent", "a file name must not climb to the parent directory"},
    {status::name_separator, "name_separator",
     "slashes must stand between path components, and only where subtrees are allowed"},
    {status::name_backslash, "name_backslash", "a file name must not hold a backslash"},
    {status::name_device, "name_device", "a file name must not be a reserved device name"},
    {status::name_trailing, "name_trailing", "a file name must not end in a dot or a space"},
    {status::name_hidden, "name_hidden", "a file name must not begin with a dot"},
    {status::name_reserved, "name_reserved", "a file name must not begin with the store's own prefix"},

    {status::already_exists, "already_exists", "an existing file is not overwritten"},
    {status::not_found, "not_found", "the file must exist"},
    {status::not_a_file, "not_a_file", "the name must be that of a regular file"},
    {status::permission_denied, "permission_denied", "the store must be allowed to do this"},
    {status::no_space, "no_space", "the body must fit the space left"},
    {status::quota_exceeded, "quota_exceeded", "the upload must fit the quota"},
    {status::io_failed, "io_failed", "reading and writing must not fail"},
    {status::timed_out, "timed_out", "the peer must keep its deadline"},
    {status::busy, "busy", "the server must have a place left"},
    {status::not_authorized, "not_authorized", "the peer must prove that it knows the token"},
    {status::not_allowed, "not_allowed", "the request must be one that this server allows"},
    {status::unsupported, "unsupported", "the request must be one that this peer supports"},
    {status::connection_lost, "connection_lost", "the connection must last until the exchange ends"},
};

} // namespace detail

/// Returns the status's own name, as an error reply carries it. Valid forever.
constexpr std::string_view to_string(status s) noexcept {
    return detail::status_texts[static_cast<std::size_t>(s)].name;
}

/// Returns the rule that the status stands for, in one clause; a message puts it before the value and the limit.
constexpr std::string_view rule_of(status s) noexcept { return detail::status_texts[static_cast<std::size_t>(s)].rule; }

} // namespace cleave
