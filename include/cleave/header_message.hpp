// SPDX-License-Identifier: MIT
//
// header_message: a JSON header behind a length: how to read one, and how to write one.
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
#include "header_field.hpp"
#include "json.hpp"
#include "json_number.hpp"
#include "json_text.hpp"
#include "json_writer.hpp"
#include "length_prefix.hpp"
#include "message_error.hpp"
#include "message_text.hpp"
#include "status.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

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
