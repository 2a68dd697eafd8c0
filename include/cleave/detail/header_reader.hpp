// SPDX-License-Identifier: MIT
//
// header_reader: the names of header fields, and how the fields of one header are read: one way for all headers, with
// fields known and unknown, escaped or not.
#pragma once

#include "../header_field.hpp"
#include "../json.hpp"
#include "../message_error.hpp"
#include "../status.hpp"
#include "json_number.hpp"
#include "json_string.hpp"
#include "json_text.hpp"
#include "platform.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave::detail {

// A name of a field as it stands in a header, with its closing quote, in two words of which masks tell the bytes.
struct header_name_entry {
    std::uint64_t front = 0, front_mask = 0;
    std::uint64_t back = 0, back_mask = 0;
    std::uint32_t name_bit = 0;   // in header_fields
    std::uint32_t field_bits = 0; // of all names of the field
    std::uint8_t size = 0;        // of the name
    std::uint8_t index = 0;       // in header_names
    header_field field = header_field::cmd;
    header_value of = header_value::text;
    bool more_follow = false; // names that begin with the same 4 characters

    constexpr std::size_t field_index() const noexcept { return static_cast<std::size_t>(field); }
};

class header_name_table {
  public:
    static constexpr std::size_t longest = 11; // bytes of a name

    // The name that stands at `at`, where there are 16 bytes; null where none does.
    CLEAVE_DETAIL_INLINE static constexpr const header_name_entry* find(const char* at) noexcept {
        const std::uint64_t front = json_text::eight_bytes(at), back = json_text::eight_bytes(at + 8);
        for (const header_name_entry* entry = &entries[slot(front)];; ++entry) {
            if (((front ^ entry->front) & entry->front_mask) == 0 && ((back ^ entry->back) & entry->back_mask) == 0)
                return entry;
            if (!entry->more_follow) return nullptr;
        }
    }

    // The same for a name as it is written, which was checked.
    CLEAVE_DETAIL_NOINLINE static constexpr const header_name_entry* find_decoded(const char* begin) noexcept {
        std::array<char, 16> room{};
        const std::size_t size = decode_json_string(room.data(), longest, begin);
        if (size > longest) return nullptr;
        room[size] = '"';
        return find(room.data());
    }

  private:
    using table = std::array<header_name_entry, 34>;

    // The factor is one that gives the names slots of their own.
    static constexpr std::size_t slot(std::uint64_t front) noexcept {
        return as_size((front & 0xffffffff) * 0x4e99f9e949122901u >> 59);
    }

  public:
    static consteval table make() noexcept {
        table made{};
        for (header_name_entry& entry : made) entry.front_mask = ~std::uint64_t{0}; // no name is 8 NULs
        for (std::uint8_t i = 0; i < header_names.size(); ++i) {
            const header_name& name = header_names[i];
            std::array<char, 16> text{}, mask{};
            for (std::size_t at = 0; at <= name.text.size(); ++at) {
                text[at] = at == name.text.size() ? '"' : name.text[at];
                mask[at] = '\xff';
            }
            const std::uint64_t front = json_text::eight_bytes(text.data());
            std::size_t place = slot(front);
            while (made[place].size != 0) {
                assert((made[place].front ^ front) % (std::uint64_t{1} << 32) == 0); // else try another factor
                made[place++].more_follow = true;
            }
            made[place] = {front,
                           json_text::eight_bytes(mask.data()),
                           json_text::eight_bytes(text.data() + 8),
                           json_text::eight_bytes(mask.data() + 8),
                           std::uint32_t{1} << i,
                           header_name_bits[static_cast<std::size_t>(name.field)],
                           static_cast<std::uint8_t>(name.text.size()),
                           i,
                           name.field,
                           name.of,
                           false};
        }
        return made;
    }

  private:
    static const table entries;
};

inline constexpr header_name_table::table header_name_table::entries = header_name_table::make();

// Reads the fields of one header.
class header_reader {
  public:
    // text: the JSON alone. All three must outlive the reader; text and scratch also the fields.
    constexpr header_reader(std::string_view text, std::span<char> scratch, header_fields& fields) noexcept
        : json_(text, scratch), fields_(fields) {
        fields.clear();
        fields.text = text;
    }

    constexpr header_reading read() noexcept {
        const json_text text = json_.text_;
        const char* at = text.first();
        if (text.next(at) != '{') return not_an_object();
        at = json_.push_object(at);
        for (bool is_first = true;; is_first = false) {
            char c = text.next(at);
            if (c == '}') return read_end(at + 1);
            if (!is_first) {
                if (c != ',') return json_.fail_unexpected(at), refused();
                c = text.next(++at);
            }
            if (!(at = read_member(text, at, c))) return refused();
        }
    }

  private:
    CLEAVE_DETAIL_NOINLINE constexpr header_reading not_an_object() noexcept {
        const json_item item = json_.next();
        return {.st = item.st == status::ok ? status::json_not_object : item.st, .header_offset = item.offset};
    }

    constexpr header_reading read_end(const char* at) noexcept {
        json_.text_.next(at);
        if (at != json_.text_.last()) return json_.fail(status::json_trailing_data, at), refused();
        fields_.names_ &= ~nulls_;
        return {};
    }

    // What is wrong: with a field, or with the text.
    constexpr header_reading refused() const noexcept {
        if (field_error_.st != status::ok) return field_error_;
        return {.st = json_.error_, .header_offset = json_.text_.offset(json_.at_)};
    }

    // Reads the member at `at`, which begins with `c`, and returns where it ends; null after an error.
    CLEAVE_DETAIL_INLINE constexpr const char* read_member(json_text text, const char* at, char c) noexcept {
        if (c != '"') return json_.fail_unexpected(at);
        const char* key_end = nullptr;
        const header_name_entry* const known = read_key(text, at, key_end);
        if (!key_end) return nullptr;
        const std::uint32_t names = fields_.names_;
        if (known) {
            if ((names & known->name_bit) != 0) return json_.fail(status::json_duplicate_key, at);
            fields_.names_ = names | known->name_bit;
        }
        if (++members_ > max_members) return json_.fail(status::json_too_many_keys, at);
        const char* value = json_.skip_colon(text, key_end);
        if (!value) return nullptr;
        c = text.next(value);
        if (!known) return skip_value(text, value, c);
        if ((names & known->field_bits) != 0) return refuse_conflict(text, at, value, *known);
        if (c == '"' && known->of == header_value::text)
            return keep_text(text, value, fields_.texts_[known->field_index()]);
        if (is_digit(c) && known->of == header_value::bytes) return keep_size(text, *known, value);
        return keep(text, *known, value);
    }

    // Reads the key at `at`, to its closing quote.
    CLEAVE_DETAIL_INLINE constexpr const header_name_entry* read_key(json_text text, const char* at,
                                                                     const char*& end) noexcept {
        const json_reader::string_run name = json_.read_string(text, at);
        if (!name.end) return nullptr;
        const bool as_it_stands = !name.escaped && text.left(name.begin) >= 16;
        const header_name_entry* const known =
            as_it_stands ? header_name_table::find(name.begin) : header_name_table::find_decoded(name.begin);
        if (known || json_.add_key(text, name)) end = name.end;
        return known;
    }

    CLEAVE_DETAIL_INLINE constexpr const char* skip_value(json_text text, const char* at, char c) noexcept {
        const char* const end = json_.read_value_end(text, at);
        const bool opens = c == '{' || c == '[';
        return end && opens ? json_.skip_members(text, end, true, 1) : end;
    }

    CLEAVE_DETAIL_INLINE constexpr const char* keep_text(json_text text, const char* at,
                                                         std::string_view& value) noexcept {
        json_reader::string_run run = json_.read_string(text, at);
        if (!run.end) return nullptr;
        const char* const end = run.end + 1;
        if (!json_.decode(run)) return nullptr;
        value = json_.view(run);
        return end;
    }

    CLEAVE_DETAIL_INLINE constexpr const char* keep_size(json_text text, const header_name_entry& known,
                                                         const char* at) noexcept {
        const char* const end = json_.read_number(text, at);
        if (!end) return nullptr;
        const status st = to_size(at, end, fields_.numbers_[known.field_index()]);
        return st == status::ok ? end : refuse(st, at, known, text.between(at, end));
    }

    CLEAVE_DETAIL_NOINLINE constexpr const char* refuse_conflict(json_text text, const char* key, const char* at,
                                                                 const header_name_entry& known) noexcept {
        json_reader::value_run run = json_.read_value(text, at);
        if (!run.end || (run.token == json_token::string && !json_.decode(run.string))) return nullptr;
        return refuse(status::field_conflict, key, known, written(known));
    }

    static constexpr std::string_view written(const header_name_entry& known) noexcept {
        return header_names[known.index].text;
    }

    // Keeps the value of a known field, if it has its type.
    CLEAVE_DETAIL_NOINLINE constexpr const char* keep(json_text text, const header_name_entry& known,
                                                      const char* at) noexcept {
        json_reader::value_run run = json_.read_value(text, at);
        if (!run.end) return nullptr;
        if (run.token == json_token::string) {
            if (!json_.decode(run.string)) return nullptr;
            return refuse(status::field_wrong_type, at, known, json_.view(run.string));
        }
        std::uint64_t& number = fields_.numbers_[known.field_index()];
        status st = status::field_wrong_type;
        if (run.token == json_token::number) {
            if (known.of == header_value::bytes) st = to_size(at, run.end, number); // a negative one
            if (known.of == header_value::integer) st = to_integer(at, run.end, number);
        } else if (run.token == json_token::null_value && is_optional(known.field)) {
            nulls_ |= known.name_bit;
            st = status::ok;
        } else if (run.token == json_token::true_value || run.token == json_token::false_value) {
            number = run.token == json_token::true_value ? 1 : 0;
            if (known.of == header_value::boolean) st = status::ok;
        }
        return st == status::ok ? run.end : refuse(st, at, known, text.between(at, run.end));
    }

    // Whether null says that the field is absent, as Python writes None. The others say what the message is.
    static constexpr bool is_optional(header_field field) noexcept {
        return field != header_field::cmd && field != header_field::status && field != header_field::file_name &&
               field != header_field::size;
    }

    CLEAVE_DETAIL_INLINE static constexpr status to_size(const char* at, const char* end,
                                                         std::uint64_t& size) noexcept {
        const bool is_negative = *at == '-';
        const auto number = digits_to_uint64(at + (is_negative ? 1 : 0), end);
        size = number.value;
        if (number.st == status::value_wrong_type) return status::size_not_integer;
        if (is_negative) return status::size_negative;
        return number.st != status::ok || size > INT64_MAX ? status::size_out_of_range : status::ok;
    }

    static constexpr status to_integer(const char* at, const char* end, std::uint64_t& bits) noexcept {
        const auto number = digits_to_int64(at, end);
        bits = static_cast<std::uint64_t>(number.value);
        return number.st;
    }

    static constexpr std::uint32_t max_members = json_reader_options{}.max_keys;

    CLEAVE_DETAIL_NOINLINE constexpr std::nullptr_t refuse(status st, const char* at, const header_name_entry& known,
                                                           std::string_view value) noexcept {
        field_error_ = {st, true, known.field, written(known), json_.text_.offset(at), value};
        return nullptr;
    }

    json_reader json_;
    header_fields& fields_;
    std::uint32_t members_ = 0;
    std::uint32_t nulls_ = 0; // a bit for each name whose value is null
    header_reading field_error_{};
};

} // namespace cleave::detail
