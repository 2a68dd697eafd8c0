// SPDX-License-Identifier: MIT
//
// header_message: a JSON header after a length: how to read one, and how to write one.
//
//     +-------------+----------------------------------+----------------------+
//     | LEN (int,   | {"file_size": 5, "file_name": ...| body: as many bytes  |
//     | little end) | LEN bytes of JSON, an object     | as the size says     |
//     +-------------+----------------------------------+----------------------+
//
// Nothing here reads a stream: message_decoder.hpp does, and calls read_header(). Unknown fields are legal, and stay in
// header_fields::text for whoever passes the header on.
#pragma once

#include "detail/header_reader.hpp"
#include "frame_encoder.hpp"
#include "header_field.hpp"
#include "json_writer.hpp"
#include "message_error.hpp"
#include "protocols/generic.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// Returns bytes as text: a view of the same memory.
inline std::string_view as_text(std::span<const std::byte> bytes) noexcept {
    return {static_cast<const char*>(static_cast<const void*>(bytes.data())), bytes.size()};
}
/// Returns a text's bytes: a view of the same memory.
inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
    return {static_cast<const std::byte*>(static_cast<const void*>(text.data())), text.size()};
}

/// Reads the fields of one header. text: the JSON alone. scratch: as many characters as the text has always suffice for
/// escapes; a header of more than 16 keys takes 8 more for each.
/// lifetime: the fields view `text` and `scratch`. cost: one pass, no allocation.
/// null for a field other than cmd, status, name and size says that the field is absent, as Python writes None.
/// errors: every json_* status, json_not_object, field_wrong_type, field_conflict (two names of one field),
/// size_negative, size_not_integer, size_out_of_range. Unknown fields are checked as JSON and ignored.
/// source: HEADER-TEXT-*, HEADER-FIELD-* and HEADER-SIZE-* of conformance/SPEC.md.
constexpr header_reading read_header(std::string_view text, std::span<char> scratch, header_fields& fields) noexcept {
    return detail::header_reader(text, scratch, fields).read();
}

/// Writes a header message's LEN and JSON to the front of `into`; the body is the caller's to send after it.
/// members: called with a json_writer inside the object, to write keys and values in the order of the wire.
/// returns: a view of `into`. errors: need_output (nothing useful was written, needed_bytes says the room),
/// json_invalid_utf8 (a text that is not UTF-8). cost: one pass.
template <class Members>
    requires requires(Members& members, json_writer& json) { members(json); }
encoded write_header(std::span<std::byte> into, Members&& members, json_writer_options style = {}) noexcept {
    using prefix = python_int;
    const std::size_t skipped = into.size() < prefix::header_capacity ? into.size() : prefix::header_capacity;
    const std::span<std::byte> room = into.subspan(skipped);
    json_writer json(static_cast<char*>(static_cast<void*>(room.data())), room.size(), style);
    json.begin_object();
    members(json);
    const status st = json.end_object().st();
    if (is_error(st)) return {st, {}, 0};
    const std::size_t needed = prefix::header_capacity + json.size_needed();
    if (needed > into.size()) return {status::need_output, {}, needed};
    std::span<std::byte> message = into.first(needed);
    const status framed = encode_in_place<python_int>(message, json.size_needed());
    return {framed, message, 0};
}

} // namespace cleave
