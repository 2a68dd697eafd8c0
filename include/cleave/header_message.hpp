// SPDX-License-Identifier: MIT
//
// header_message: a JSON header behind a length, the fields that the dialects know, and how to write one.
//
//     +-------------+----------------------------------+----------------------+
//     | LEN (int,   | {"file_size": 5, "file_name": ...| body: as many bytes  |
//     | little end) | LEN bytes of JSON, an object     | as the size says     |
//     +-------------+----------------------------------+----------------------+
//
// Nothing here reads a stream: message_decoder.hpp does, and calls read_header(). Unknown fields are legal, and stay in
// header_fields::text for whoever passes the header on.
#pragma once

#include "frame_encoder.hpp"
#include "frame_error.hpp"
#include "json.hpp"
#include "json_number.hpp"
#include "json_writer.hpp"
#include "length_prefix.hpp"
#include "message_text.hpp"
#include "status.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
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

/// Why a message was refused, with what a message about it must name. The same for every delivery.
struct message_error {
    status st = status::ok;                   // the rule that was broken; ok: no error
    peer_guess looks_like = peer_guess::none; // of what should have been a length
    bool has_field = false;                   // whether the fault is that of one field
    header_field field = header_field::cmd;   // has_field: the one at fault
    std::uint8_t value_size = 0;              // of value
    std::array<char, 40> value{};             // as it was written; cut where it is longer, with ... at its end
    std::uint64_t limit = 0;                  // 0 where the rule has none
    std::uint64_t header_offset = 0;          // of the fault, in bytes from the start of the header; 0 for a length
    std::uint64_t offset = 0;                 // of the message, in bytes from the start of the stream
    std::uint64_t message_index = 0;          // messages before this one

    /// Keeps the value, or its beginning.
    constexpr void set_value(std::string_view as_written) noexcept {
        const bool is_cut = as_written.size() > value.size();
        message_text out(value.data(), value.size());
        out << as_written.substr(0, is_cut ? value.size() - 3 : as_written.size()) << (is_cut ? "..." : "");
        value_size = static_cast<std::uint8_t>(out.text().size());
    }
    friend constexpr bool operator==(const message_error&, const message_error&) = default;
};

/// Puts the error into words. The value is the peer's: escape it before it reaches a terminal (file_name.hpp).
/// room: 256 characters hold every message. returns: a view of `room`.
constexpr std::string_view describe(const message_error& error, std::span<char> room) noexcept {
    message_text out(room);
    out << to_string(error.st) << ": " << rule_of(error.st);
    if (error.st == status::ok) return out.text();
    if (error.has_field) out << ": " << to_string(error.field);
    if (error.value_size != 0)
        out << (error.has_field ? " is " : ": value ")
            << std::string_view(error.value.data(), std::size_t{error.value_size});
    if (error.limit != 0) out << ", limit " << error.limit;
    out << ", in message " << error.message_index << " at offset " << error.offset;
    if (error.header_offset != 0) out << ", header byte " << error.header_offset;
    if (error.looks_like != peer_guess::none) out << " (this is " << to_string(error.looks_like) << ")";
    return out.text();
}

/// Bytes as text: a view of the same memory.
inline std::string_view as_text(std::span<const std::byte> bytes) noexcept {
    return {static_cast<const char*>(static_cast<const void*>(bytes.data())), bytes.size()};
}
/// A text's bytes: a view of the same memory.
inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
    return {static_cast<const std::byte*>(static_cast<const void*>(text.data())), text.size()};
}

/// What a field's value is.
enum class header_value : std::uint8_t { unknown, text, bytes, integer, boolean };

/// A key that the dialects know.
struct known_key {
    header_value of = header_value::unknown; // what its value is
    header_field field{};                    // which field it is
    const char* end = nullptr; // where it ends, quotes and colon included; null where there is no known key
};

/// `key`, which has its quotes and its colon, if `text` begins with it and has two characters more: no value has fewer
/// with what closes the object behind it.
template <std::size_t Size>
[[gnu::always_inline]] constexpr known_key key_if(std::string_view text, const char (&key)[Size], header_value of,
                                                  header_field field) noexcept {
    if (text.size() < Size + 1 || !json_text::is_at(text.data(), key)) return {};
    return {of, field, text.data() + (Size - 1)};
}

/// The known key that `from` begins with, as key_if() gives it. There must be 5 characters.
[[gnu::always_inline]] constexpr known_key find_header_key(std::string_view from) noexcept {
    using enum header_value;
    using enum header_field;
    // Four characters behind the opening quote tell most keys apart. The factor is the first that gives those that
    // differ slots that differ, without which this does not compile, and that uses the first slot and the last.
    constexpr auto slot = [](const char* key) { return json_text::integer<std::uint32_t>(key + 1) * 69075 >> 27; };
    switch (slot(from.data())) {
    case slot(R"("file)"):
        if (const known_key key = key_if(from, R"("file_name":)", text, file_name); key.end) return key;
        if (const known_key key = key_if(from, R"("file_size":)", header_value::bytes, size); key.end) return key;
        if (const known_key key = key_if(from, R"("filename":)", text, file_name); key.end) return key;
        return key_if(from, R"("filesize":)", header_value::bytes, size);
    case slot(R"("cmd")"): return key_if(from, R"("cmd":)", text, cmd);
    case slot(R"("stat)"): return key_if(from, R"("status":)", text, header_field::status);
    case slot(R"("tota)"): return key_if(from, R"("total_size":)", header_value::bytes, size);
    case slot(R"("offs)"): return key_if(from, R"("offset":)", header_value::bytes, offset);
    case slot(R"("rece)"): return key_if(from, R"("received":)", header_value::bytes, received);
    case slot(R"("stdo)"): return key_if(from, R"("stdout_size":)", header_value::bytes, stdout_size);
    case slot(R"("stde)"): return key_if(from, R"("stderr_size":)", header_value::bytes, stderr_size);
    case slot(R"("exit)"): return key_if(from, R"("exit_code":)", integer, exit_code);
    case slot(R"("repl)"): return key_if(from, R"("reply":)", boolean, reply);
    case slot(R"("trun)"): return key_if(from, R"("truncated":)", boolean, truncated);
    case slot(R"("msg")"): return key_if(from, R"("msg":)", text, msg);
    case slot(R"("md5")"): return key_if(from, R"("md5":)", text, md5);
    case slot(R"("sha2)"): return key_if(from, R"("sha256":)", text, sha256);
    case slot(R"("ack")"): return key_if(from, R"("ack":)", text, ack);
    case slot(R"("comm)"): return key_if(from, R"("command":)", text, command);
    case slot(R"("code)"): return key_if(from, R"("code":)", text, code);
    case slot(R"("mess)"): return key_if(from, R"("message":)", text, message);
    case slot(R"("nonc)"): return key_if(from, R"("nonce":)", text, nonce);
    case slot(R"("proo)"): return key_if(from, R"("proof":)", text, proof);
    default: return {};
    }
}

/// The field of a name; unknown where the dialects have none of that name.
constexpr known_key find_header_field(std::string_view name) noexcept {
    std::array<char, 20> room{}; // for the longest name as a key, and more
    message_text key(room.data(), room.size());
    key << '"' << name << "\":";
    const char* const first = room.data();
    const known_key found = find_header_key({first, room.size()});
    return found.end == room.data() + key.text().size() ? found : known_key{};
}

/// The short way through headers as programs write them: one object of known fields, each there once, plain ASCII texts
/// without escapes, numbers of at most 15 digits without a sign, spelled as json.dumps spells it, with or without its
/// spaces. It checks all that header_reader checks; where anything is otherwise it says false, and header_reader has
/// the last word.
class plain_header_reader {
  public:
    /// text: the JSON alone. Both must outlive the reader.
    constexpr plain_header_reader(std::string_view text, header_fields& fields) noexcept
        : text_(text), at_(text.data()), fields_(fields) {}

    /// Whether all of the header was plain, and was read; if not, the fields hold nothing of use.
    [[gnu::always_inline]] constexpr bool read() noexcept {
        if (text_.left(at_) < least_ || !take("{")) return false;
        do {
            if (!read_member()) return false;
        } while (text_.left(at_) >= least_ && (take(", ") || take(",")));
        fields_.present_ = present_;
        return text_.left(at_) == 1 && *at_ == '}';
    }

  private:
    // Characters of the shortest member, with the longest separator before it: behind that there are enough for a key.
    static constexpr std::size_t least_ = std::string_view(R"(, "md5":"")").size();

    static constexpr std::array<std::uint32_t, 8> powers_of_ten_ = {1,      10,      100,       1'000,
                                                                    10'000, 100'000, 1'000'000, 10'000'000};

    // There must be as many characters left.
    template <std::size_t Size>
    [[gnu::always_inline]] constexpr bool take(const char (&expected)[Size]) noexcept {
        if (!json_text::is_at(at_, expected)) return false;
        at_ += Size - 1;
        return true;
    }

    [[gnu::always_inline]] constexpr bool read_member() noexcept {
        const known_key known = find_header_key(text_.from(at_));
        if (known.end == nullptr) return false;
        at_ = known.end;
        const std::size_t index = header_fields::index(known.field);
        const std::uint32_t bit = std::uint32_t{1} << index;
        if ((present_ & bit) != 0) return false;
        present_ |= bit;
        if (known.of == header_value::text) return take_text(fields_.texts_[index]);
        if (known.of == header_value::boolean) return take_boolean(fields_.numbers_[index]);
        return take_number(fields_.numbers_[index]);
    }

    [[gnu::always_inline]] constexpr bool take_text(std::string_view& value) noexcept {
        if (!take(R"( ")") && !take(R"(")")) return false;
        const char* const end = text_.skip_plain(at_);
        if (end == text_.last() || *end != '"') return false;
        value = {at_, static_cast<std::size_t>(end - at_)};
        at_ = end + 1;
        return true;
    }

    [[gnu::always_inline]] constexpr bool take_boolean(std::uint64_t& value) noexcept {
        if (*at_ == ' ') ++at_;
        value = text_.left(at_) >= 4 && take("true") ? 1 : 0;
        return value != 0 || (text_.left(at_) >= 5 && take("false"));
    }

    [[gnu::always_inline]] constexpr bool take_number(std::uint64_t& value) noexcept {
        // A jump, which the processor guesses, rather than an addition, which all that follows would wait for.
        if (__builtin_expect_with_probability(*at_ == ' ', 1, 0.99)) ++at_;
        const char* const begin = at_;
        std::uint64_t front = text_.word(at_);
        std::uint64_t others = not_digits(front);
        std::uint64_t high = 0;
        if (others == 0) {
            high = value_of_eight_digits(front - digit_zeros);
            at_ += 8;
            front = text_.word(at_);
            others = not_digits(front);
            if (others == 0) return false;
        }
        const auto bit = static_cast<unsigned>(std::countr_zero(others)); // the highest of the byte behind the digits
        at_ += bit >> 3;
        value = high * powers_of_ten_[bit >> 3] + value_of_eight_digits((front - digit_zeros) << 8 << (63 - bit));
        return *begin != '0' ? at_ != begin : at_ == begin + 1;
    }

    std::uint32_t present_ = 0;
    json_text text_;
    const char* at_;
    header_fields& fields_;
};

/// What reading a header found.
struct [[nodiscard]] header_reading {
    status st = status::ok;                 // ok, or the error
    bool has_field = false;                 // whether the fault is that of one field
    header_field field = header_field::cmd; // has_field: the one at fault
    std::size_t header_offset = 0;          // of the fault, in bytes from the start of the header
    std::string_view value; // has_field: its value, or the key that is there twice; a view as in the fields

    /// What a message about it must name.
    constexpr message_error error() const noexcept {
        message_error error{.st = st, .has_field = has_field, .field = field, .header_offset = header_offset};
        error.set_value(value);
        return error;
    }
};

/// Reads the fields of one header.
class header_reader {
  public:
    /// text: the JSON alone. All three must outlive the reader; text and scratch also the fields.
    constexpr header_reader(std::string_view text, std::span<char> scratch, header_fields& fields) noexcept
        : json_(text, scratch), fields_(fields) {
        fields_.present_ = 0; // what is not present is not read, so it may stay as it was
    }

    constexpr header_reading read() noexcept {
        json_item item = json_.next();
        if (item.st != status::ok) return fail(item.st, item.offset);
        if (item.token != json_token::begin_object) return fail(status::json_not_object, item.offset);
        for (item = json_.next(); item.st == status::ok && item.token == json_token::key; item = json_.next()) {
            const header_reading member = read_member(item);
            if (member.st != status::ok) return member;
        }
        if (item.st == status::ok) item = json_.next(); // behind the object: the end, or trailing data
        return item.st == status::ok ? header_reading{} : fail(item.st, item.offset);
    }

  private:
    constexpr header_reading read_member(const json_item& key) noexcept {
        const known_key known = find_header_field(key.text);
        if (known.of == header_value::unknown) {
            const json_item passed = json_.raw_value();
            return passed.st == status::ok ? header_reading{} : fail(passed.st, passed.offset);
        }
        const json_item value = json_.next();
        if (value.st != status::ok) return fail(value.st, value.offset);
        if (!fields_.add(known.field)) return fail(status::field_conflict, key.offset, known.field, key.text);
        const status st = convert(known, value);
        return st == status::ok ? header_reading{} : fail(st, value.offset, known.field, value.text);
    }

    constexpr status convert(known_key known, const json_item& value) noexcept {
        const std::size_t at = header_fields::index(known.field);
        switch (known.of) {
        case header_value::boolean:
            if (value.token != json_token::true_value && value.token != json_token::false_value)
                return status::field_wrong_type;
            fields_.numbers_[at] = value.token == json_token::true_value ? 1 : 0;
            return status::ok;
        case header_value::bytes: {
            if (value.token != json_token::number) return status::field_wrong_type;
            const auto number = to_uint64(value.text);
            if (number.st == status::value_wrong_type) return status::size_not_integer;
            if (value.text.front() == '-') return status::size_negative;
            constexpr std::uint64_t most = INT64_MAX;
            if (number.st != status::ok || number.value > most) return status::size_out_of_range;
            fields_.numbers_[at] = number.value;
            return status::ok;
        }
        case header_value::integer: {
            if (value.token != json_token::number) return status::field_wrong_type;
            const auto number = to_int64(value.text);
            if (number.st != status::ok) return number.st;
            fields_.numbers_[at] = static_cast<std::uint64_t>(number.value);
            return status::ok;
        }
        case header_value::text:
        case header_value::unknown: break; // which does not come here
        }
        if (value.token != json_token::string) return status::field_wrong_type;
        fields_.texts_[at] = value.text;
        return status::ok;
    }

    static constexpr header_reading fail(status st, std::size_t header_offset) noexcept {
        return {st, false, {}, header_offset, {}};
    }

    static constexpr header_reading fail(status st, std::size_t header_offset, header_field field,
                                         std::string_view value) noexcept {
        return {st, true, field, header_offset, value};
    }

    json_reader json_;
    header_fields& fields_;
};

/// read_header() for any header, and not the short way. Apart from it, so that it takes no registers from that.
[[gnu::noinline]] constexpr header_reading read_any_header(std::string_view text, std::span<char> scratch,
                                                           header_fields& fields) noexcept {
    return header_reader(text, scratch, fields).read();
}

/// Reads the fields of one header. text: the JSON alone. scratch: as many characters as the text has always suffice for
/// escapes; a header of more than 16 keys takes 8 more for each.
/// lifetime: the fields view `text` and `scratch`. cost: one pass, no allocation.
/// errors: every json_* status, json_not_object, field_wrong_type, field_conflict (two names of one field),
/// size_negative, size_not_integer, size_out_of_range. Unknown fields are checked as JSON and passed over.
/// source: HEADER-TEXT-*, HEADER-FIELD-* and HEADER-SIZE-* of conformance/SPEC.md.
constexpr header_reading read_header(std::string_view text, std::span<char> scratch, header_fields& fields) noexcept {
    fields.text = text;
    if (plain_header_reader(text, fields).read()) return {};
    return read_any_header(text, scratch, fields);
}

/// Writes a header message's LEN and JSON to the front of `into`; the body is the caller's to send behind it.
/// members: called with a json_writer inside the object, to write keys and values in the order of the wire.
/// returns: a view of `into`. errors: need_output (nothing useful was written, needed_bytes says the room),
/// json_invalid_utf8 (a text that is not UTF-8). cost: one pass.
template <class Members>
    requires requires(Members& members, json_writer& json) { members(json); }
encoded write_header(std::span<std::byte> into, Members&& members, json_style style = {}) noexcept {
    using prefix = fixed_prefix<python_int>;
    const std::size_t skipped = into.size() < prefix::header_capacity ? into.size() : prefix::header_capacity;
    const std::span<std::byte> room = into.subspan(skipped);
    json_writer json(static_cast<char*>(static_cast<void*>(room.data())), room.size(), style);
    json.begin_object();
    members(json);
    const status st = json.end_object().finish();
    if (is_error(st)) return {st, {}, 0};
    const std::size_t needed = prefix::header_capacity + json.size_needed();
    if (needed > into.size()) return {status::need_output, {}, needed};
    return encode_in_place<python_int>(into.first(needed), json.size_needed());
}

} // namespace cleave
