// SPDX-License-Identifier: MIT
//
// reference_messages: what a stream of header messages means, in the plainest way: all bytes are kept and read anew
// from the first one. JSON is read by json_reader, which has a fuzz target of its own; everything above it is worked
// out here: lengths, fields, which messages have a body, sizes.
#pragma once

#include "json_tokens.hpp"

#include <cleave/header_message.hpp>
#include <cleave/message_decoder.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

/// The fields that a header has, each as text: a number in decimal, true and false as 1 and 0.
using field_texts = std::map<header_field, std::string>;

struct known_name {
    std::string_view name;
    header_field field;
    detail::header_value kind;
};

inline constexpr known_name known_names[] = {
    {"cmd", header_field::cmd, detail::header_value::text},
    {"status", header_field::status, detail::header_value::text},
    {"file_name", header_field::file_name, detail::header_value::text},
    {"filename", header_field::file_name, detail::header_value::text},
    {"file_size", header_field::size, detail::header_value::bytes},
    {"filesize", header_field::size, detail::header_value::bytes},
    {"total_size", header_field::size, detail::header_value::bytes},
    {"offset", header_field::offset, detail::header_value::bytes},
    {"received", header_field::received, detail::header_value::bytes},
    {"stdout_size", header_field::stdout_size, detail::header_value::bytes},
    {"stderr_size", header_field::stderr_size, detail::header_value::bytes},
    {"exit_code", header_field::exit_code, detail::header_value::integer},
    {"reply", header_field::reply, detail::header_value::boolean},
    {"truncated", header_field::truncated, detail::header_value::boolean},
    {"msg", header_field::msg, detail::header_value::text},
    {"md5", header_field::md5, detail::header_value::text},
    {"sha256", header_field::sha256, detail::header_value::text},
    {"ack", header_field::ack, detail::header_value::text},
    {"command", header_field::command, detail::header_value::text},
    {"code", header_field::code, detail::header_value::text},
    {"message", header_field::message, detail::header_value::text},
    {"nonce", header_field::nonce, detail::header_value::text},
    {"proof", header_field::proof, detail::header_value::text},
};

struct slow_header {
    status st = status::ok;
    field_texts fields = {};
};

/// An integer's digits as a number from -2^63 to 2^63 - 1; nothing where it is none of these.
inline std::optional<std::int64_t> small_integer(std::string_view text) {
    __int128 value = 0;
    const bool is_negative = text.starts_with('-');
    for (const char c : text.substr(is_negative ? 1 : 0)) {
        value = value * 10 + (c - '0');
        if (value > __int128{1} << 64) return std::nullopt;
    }
    if (is_negative) value = -value;
    if (value < INT64_MIN || value > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

/// The status of one field, whose text is filled in where it is ok.
inline status slow_value(detail::header_value kind, const json_piece& value, std::string& text) {
    const bool is_number = value.token == json_token::number;
    const bool is_integer = is_number && value.text.find_first_of(".eE") == std::string::npos;
    switch (kind) {
    case detail::header_value::text:
        text = value.text;
        return value.token == json_token::string ? status::ok : status::field_wrong_type;
    case detail::header_value::boolean:
        text = value.token == json_token::true_value ? "1" : "0";
        if (value.token == json_token::true_value || value.token == json_token::false_value) return status::ok;
        return status::field_wrong_type;
    case detail::header_value::bytes:
        if (!is_number) return status::field_wrong_type;
        if (!is_integer) return status::size_not_integer;
        if (value.text[0] == '-') return status::size_negative;
        if (!small_integer(value.text)) return status::size_out_of_range;
        text = value.text;
        return status::ok;
    case detail::header_value::integer: {
        if (!is_number) return status::field_wrong_type;
        if (!is_integer) return status::value_wrong_type;
        const auto number = small_integer(value.text);
        if (!number) return status::value_out_of_range;
        text = std::to_string(*number);
        return status::ok;
    }
    }
    return status::ok;
}

/// Reads a header's text. The first thing that is wrong, in the order of the text, is the status.
inline slow_header read_slowly(std::string_view text) {
    std::vector<char> scratch(9 * text.size());
    const json_reading json = read_json(text, scratch, {});
    slow_header header;
    if (json.pieces.empty()) return {json.st};
    if (json.pieces[0].token != json_token::begin_object) return {status::json_not_object};
    std::size_t depth = 0;
    for (std::size_t i = 0; i < json.pieces.size(); ++i) {
        const json_piece& p = json.pieces[i];
        if (p.token == json_token::begin_object || p.token == json_token::begin_array) ++depth;
        if (p.token == json_token::end_object || p.token == json_token::end_array) --depth;
        if (depth != 1 || p.token != json_token::key || i + 1 == json.pieces.size()) continue;
        for (const known_name& known : known_names) {
            if (known.name != p.text) continue;
            if (header.fields.contains(known.field)) return {status::field_conflict};
            const bool is_needed = known.field == header_field::cmd || known.field == header_field::status ||
                                   known.field == header_field::file_name || known.field == header_field::size;
            if (json.pieces[i + 1].token == json_token::null_value && !is_needed) continue;
            std::string value;
            if (const status st = slow_value(known.kind, json.pieces[i + 1], value); st != status::ok) return {st};
            header.fields[known.field] = value;
        }
    }
    if (json.st != status::ok) return {json.st};
    return header;
}

/// One message, or as much of it as came.
struct seen_message {
    std::string header = {}; // the text
    field_texts fields = {};
    bool has_body = false;
    std::uint64_t body_bytes = 0; // as announced
    std::string body = {};        // as it came
    bool is_complete = false;

    friend bool operator==(const seen_message&, const seen_message&) = default;
};

struct message_verdict {
    std::vector<seen_message> messages = {};
    status st = status::need_input; // or the error
    std::uint64_t error_offset = 0;
    status end = status::ok; // what finish() says
    std::uint64_t have = 0, need = 0;

    friend bool operator==(const message_verdict&, const message_verdict&) = default;

    /// Ends the stream at an error of its last message.
    void refuse(status why, std::uint64_t offset) {
        st = end = why;
        error_offset = offset;
        have = need = 0;
    }
};

struct message_rules {
    body_rule bodies = body_rule::sized;
    std::size_t max_header = 0;
    std::uint64_t max_size = 0;
};

class reference_messages {
  public:
    explicit reference_messages(const message_rules& rules) : rules_(rules) {}
    virtual ~reference_messages() = default;

    message_verdict verdict(std::string_view stream) {
        message_verdict v;
        std::size_t at = 0;
        while (read_message(v, stream, at)) {
        }
        return v;
    }

  protected:
    /// What a layer above has against a header, or against a whole message.
    virtual status check_header(const seen_message&) { return status::ok; }
    virtual status check_whole(const seen_message&) { return status::ok; }

    /// Whether there is a body, and of how many bytes.
    virtual status find_body(seen_message& m) const {
        const auto value = [&](header_field f) {
            const auto found = m.fields.find(f);
            return found == m.fields.end() ? std::optional<std::string>() : found->second;
        };
        const auto cmd = value(header_field::cmd), answer = value(header_field::status);
        const auto size = value(header_field::size), offset = value(header_field::offset);
        switch (rules_.bodies) {
        case body_rule::none: return status::ok;
        case body_rule::request:
            if (cmd == "get" || cmd == "stat" || cmd == "exec" || cmd == "auth") return status::ok;
            if (cmd && cmd != "put") return status::command_unknown;
            break;
        case body_rule::reply:
            if (answer && (answer != "ok" || !size)) return status::ok;
            break;
        case body_rule::sized: break;
        }
        if (!size) return status::field_missing;
        const std::uint64_t all = static_cast<std::uint64_t>(*small_integer(*size));
        const std::uint64_t from = offset ? static_cast<std::uint64_t>(*small_integer(*offset)) : 0;
        if (all > rules_.max_size) return status::size_too_large;
        if (from > all) return status::offset_beyond_size;
        m.has_body = true;
        m.body_bytes = all - from;
        return status::ok;
    }

  private:
    // False: there are no more messages.
    bool read_message(message_verdict& v, std::string_view stream, std::size_t& at) {
        const std::string_view rest = stream.substr(at);
        const auto end_in = [&](status st, std::uint64_t have, std::uint64_t need) {
            v.end = st;
            v.have = have;
            v.need = need;
            return false;
        };
        if (rest.empty()) return false;
        if (rest.size() < 4) return end_in(status::truncated_prefix, rest.size(), 4);
        const auto refuse = [&](status st) {
            v.refuse(st, at);
            return false;
        };
        std::int64_t length = 0;
        for (std::size_t i = 4; i-- != 0;) length = length * 256 + static_cast<unsigned char>(rest[i]);
        if (length >= std::int64_t{1} << 31) return refuse(status::negative_length);
        if (length == 0) return refuse(status::header_empty);
        const auto header_bytes = static_cast<std::size_t>(length);
        if (header_bytes > rules_.max_header) return refuse(status::header_too_large);
        if (rest.size() - 4 < header_bytes) return end_in(status::truncated_header, rest.size() - 4, header_bytes);

        seen_message m;
        m.header = rest.substr(4, header_bytes);
        const slow_header header = read_slowly(m.header);
        m.fields = header.fields;
        if (header.st != status::ok) return refuse(header.st);
        if (const status st = find_body(m); st != status::ok) return refuse(st);
        if (const status st = check_header(m); st != status::ok) return refuse(st);
        m.body = rest.substr(4 + header_bytes).substr(0, static_cast<std::size_t>(m.body_bytes));
        m.is_complete = m.body.size() == m.body_bytes;
        const status whole = m.is_complete ? check_whole(m) : status::ok;
        if (whole != status::ok) m.is_complete = false;
        v.messages.push_back(m);
        if (whole != status::ok) return refuse(whole);
        if (!m.is_complete) return end_in(status::truncated_body, m.body.size(), m.body_bytes);
        at += 4 + header_bytes + m.body.size();
        return true;
    }

    message_rules rules_;
};

/// What an engine filled in, for comparison.
inline field_texts texts_of(const header_fields& fields) {
    field_texts all;
    for (const known_name& known : known_names) {
        if (!fields.has(known.field)) continue;
        if (known.kind == detail::header_value::text)
            all[known.field] = fields.string(known.field);
        else if (known.kind == detail::header_value::integer)
            all[known.field] = std::to_string(fields.exit_code());
        else
            all[known.field] = std::to_string(fields.bytes(known.field));
    }
    return all;
}

/// Puts what an engine says at its end into a verdict.
template <class Engine>
void note_end(message_verdict& v, const Engine& engine) {
    const stream_end end = engine.finish();
    v.end = end.st;
    v.have = end.have;
    v.need = end.need;
    if (engine.error().st == status::ok) return;
    const message_error& error = engine.error();
    v.st = error.st;
    v.error_offset = error.offset;
    std::array<char, 256> room;
    const std::string_view text = describe(error, room);
    expect(text.size() < room.size() && text.starts_with(to_string(error.st)), "256 characters hold every message");
}

} // namespace cleave::fuzz
