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

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// What a call can answer.
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

/// True for every status that stays until `reset()`.
constexpr bool is_error(status s) noexcept { return s > status::need_output; }

/// True for the two statuses that ask for another call.
constexpr bool is_suspended(status s) noexcept { return s == status::need_input || s == status::need_output; }

/// A status, its name on the wire, and the rule it stands for in one clause.
struct status_text {
    status code;           // the status
    std::string_view name; // as the enumerator is called
    std::string_view rule; // what must hold
};

using std::string_view_literals::operator""sv; // counted by the compiler's parser: three times faster than by
                                               // evaluation

/// A row for each status, in order.
inline constexpr status_text status_texts[] = {
    {status::ok, "ok"sv, "all is well"sv},
    {status::need_input, "need_input"sv, "more input is needed"sv},
    {status::need_output, "need_output"sv, "more room for output is needed"sv},

    {status::negative_length, "negative_length"sv, "a length must not be negative"sv},
    {status::length_below_header, "length_below_header"sv, "a length that counts its own header must cover it"sv},
    {status::length_not_addressable, "length_not_addressable"sv, "a frame must fit this machine's address space"sv},
    {status::frame_too_large, "frame_too_large"sv, "a payload must not exceed max_payload"sv},
    {status::frame_exceeds_buffer, "frame_exceeds_buffer"sv,
     "a whole frame must fit the storage given to the buffer"sv},
    {status::varint_too_long, "varint_too_long"sv, "a varint must end within 10 bytes and fit 64 bits"sv},
    {status::varint_not_canonical, "varint_not_canonical"sv, "a varint must use the fewest bytes"sv},
    {status::truncated_prefix, "truncated_prefix"sv, "the stream must not end inside a length prefix"sv},
    {status::truncated_payload, "truncated_payload"sv, "the stream must not end inside a payload"sv},

    {status::format_bad_char, "format_bad_char"sv, "bad char in struct format"sv},
    {status::format_embedded_null, "format_embedded_null"sv, "a struct format must not hold a null character"sv},
    {status::format_count_without_code, "format_count_without_code"sv, "repeat count given without format specifier"sv},
    {status::format_too_large, "format_too_large"sv, "total struct size too long"sv},
    {status::item_count_mismatch, "item_count_mismatch"sv, "there must be one value for each item of the format"sv},
    {status::value_wrong_type, "value_wrong_type"sv, "a value must have the type its format code asks for"sv},
    {status::value_out_of_range, "value_out_of_range"sv, "a number must be in the range of its format code"sv},
    {status::float_too_large, "float_too_large"sv, "a float must be in the range of its format code"sv},
    {status::buffer_size_mismatch, "buffer_size_mismatch"sv, "the buffer must have exactly the size of the format"sv},
    {status::buffer_too_small, "buffer_too_small"sv, "the buffer must hold the whole struct at its offset"sv},
    {status::offset_out_of_range, "offset_out_of_range"sv, "an offset must lie inside the buffer"sv},
    {status::iteration_of_nothing, "iteration_of_nothing"sv, "a format to iterate over must have a size"sv},

    {status::json_syntax, "json_syntax"sv, "the text must follow the JSON grammar"sv},
    {status::json_truncated, "json_truncated"sv, "the JSON text must not end early"sv},
    {status::json_trailing_data, "json_trailing_data"sv, "only white space may follow the JSON value"sv},
    {status::json_byte_order_mark, "json_byte_order_mark"sv, "JSON text must not begin with a byte order mark"sv},
    {status::json_invalid_utf8, "json_invalid_utf8"sv, "JSON text must be valid UTF-8"sv},
    {status::json_control_character, "json_control_character"sv, "control characters in a string must be escaped"sv},
    {status::json_invalid_escape, "json_invalid_escape"sv, "a backslash must begin an escape that JSON knows"sv},
    {status::json_lone_surrogate, "json_lone_surrogate"sv, "surrogate escapes must come in pairs"sv},
    {status::json_invalid_number, "json_invalid_number"sv, "a number must follow the JSON grammar"sv},
    {status::json_number_too_long, "json_number_too_long"sv, "a number must not have more digits than the limit"sv},
    {status::json_duplicate_key, "json_duplicate_key"sv, "a key must not occur twice in one object"sv},
    {status::json_too_deep, "json_too_deep"sv, "nesting must not exceed the limit"sv},
    {status::json_too_many_keys, "json_too_many_keys"sv, "an object must not have more keys than the limit"sv},
    {status::json_scratch_full, "json_scratch_full"sv, "the scratch space must hold the keys and unescaped strings"sv},
    {status::json_not_object, "json_not_object"sv, "a header must be a JSON object"sv},

    {status::header_empty, "header_empty"sv, "a header must not be empty"sv},
    {status::header_too_large, "header_too_large"sv, "a header must not exceed max_header"sv},
    {status::field_missing, "field_missing"sv, "a required field must be present"sv},
    {status::field_wrong_type, "field_wrong_type"sv, "a field must have its type"sv},
    {status::field_conflict, "field_conflict"sv, "a field must not be given under two names"sv},
    {status::size_negative, "size_negative"sv, "a size must not be negative"sv},
    {status::size_not_integer, "size_not_integer"sv, "a size must be an integer without fraction or exponent"sv},
    {status::size_out_of_range, "size_out_of_range"sv, "a size must be below 2^63"sv},
    {status::size_too_large, "size_too_large"sv, "a body must not exceed max_size"sv},
    {status::size_mismatch, "size_mismatch"sv, "the sizes of the parts must add up to the size of the body"sv},
    {status::offset_beyond_size, "offset_beyond_size"sv, "an offset must not lie beyond the size"sv},
    {status::command_unknown, "command_unknown"sv, "the command must be one that this peer knows"sv},
    {status::command_empty, "command_empty"sv, "a command must not be empty"sv},
    {status::command_too_long, "command_too_long"sv, "a command must not exceed its limit"sv},
    {status::command_nul, "command_nul"sv, "a command must not hold a NUL"sv},
    {status::digest_missing, "digest_missing"sv, "this receiver demands a digest"sv},
    {status::digest_malformed, "digest_malformed"sv, "a digest must be hexadecimal and of its algorithm's length"sv},
    {status::digest_mismatch, "digest_mismatch"sv, "the body must have the digest that the header announced"sv},
    {status::truncated_header, "truncated_header"sv, "the stream must not end inside a header"sv},
    {status::truncated_body, "truncated_body"sv, "the stream must not end inside a body"sv},

    {status::name_empty, "name_empty"sv, "a file name must not be empty"sv},
    {status::name_too_long, "name_too_long"sv, "a file name must not exceed its limit"sv},
    {status::name_not_utf8, "name_not_utf8"sv, "a file name must be valid UTF-8"sv},
    {status::name_nul, "name_nul"sv, "a file name must not hold a NUL"sv},
    {status::name_control, "name_control"sv, "a file name must not hold control characters"sv},
    {status::name_invisible, "name_invisible"sv,
     "a file name must not hold invisible or direction-changing characters"sv},
    {status::name_absolute, "name_absolute"sv, "a file name must not be an absolute path"sv},
    {status::name_drive, "name_drive"sv, "a file name must not begin with a drive letter"sv},
    {status::name_stream, "name_stream"sv, "a file name must not hold a colon"sv},
    {status::name_dot, "name_dot"sv, "a file name must not be the directory itself"sv},
    {status::name_parent, "name_parent"sv, "a file name must not climb to the parent directory"sv},
    {status::name_separator, "name_separator"sv,
     "slashes must stand between path components, and only where subtrees are allowed"sv},
    {status::name_backslash, "name_backslash"sv, "a file name must not hold a backslash"sv},
    {status::name_device, "name_device"sv, "a file name must not be a reserved device name"sv},
    {status::name_trailing, "name_trailing"sv, "a file name must not end in a dot or a space"sv},
    {status::name_hidden, "name_hidden"sv, "a file name must not begin with a dot"sv},
    {status::name_reserved, "name_reserved"sv, "a file name must not begin with the store's own prefix"sv},

    {status::already_exists, "already_exists"sv, "an existing file is not overwritten"sv},
    {status::not_found, "not_found"sv, "the file must exist"sv},
    {status::not_a_file, "not_a_file"sv, "the name must be that of a regular file"sv},
    {status::permission_denied, "permission_denied"sv, "the store must be allowed to do this"sv},
    {status::no_space, "no_space"sv, "the body must fit the space left"sv},
    {status::quota_exceeded, "quota_exceeded"sv, "the upload must fit the quota"sv},
    {status::io_failed, "io_failed"sv, "reading and writing must not fail"sv},
    {status::timed_out, "timed_out"sv, "the peer must keep its deadline"sv},
    {status::busy, "busy"sv, "the server must have a place left"sv},
    {status::not_authorized, "not_authorized"sv, "the peer must prove that it knows the token"sv},
    {status::not_allowed, "not_allowed"sv, "the request must be one that this server allows"sv},
    {status::unsupported, "unsupported"sv, "the request must be one that this peer supports"sv},
    {status::connection_lost, "connection_lost"sv, "the connection must last until the exchange ends"sv},
};

// One row a status, in order: so a status indexes its row.
static_assert([] {
    std::size_t row = 0;
    for (const status_text& text : status_texts)
        if (static_cast<std::size_t>(text.code) != row++) return false;
    return row == static_cast<std::size_t>(status::connection_lost) + 1;
}());

/// The status's own name, as an error reply carries it. Valid for ever; O(1).
constexpr std::string_view to_string(status s) noexcept { return status_texts[static_cast<std::size_t>(s)].name; }

/// The rule that the status stands for, in one clause: what a message puts before the value and the limit.
constexpr std::string_view rule_of(status s) noexcept { return status_texts[static_cast<std::size_t>(s)].rule; }

} // namespace cleave
