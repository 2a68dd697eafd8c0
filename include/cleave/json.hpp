// SPDX-License-Identifier: MIT
//
// json: a strict RFC 8259 reader, made for protocol headers.
//
//     {"cmd": "put", "filesize": 1280}
//     begin_object, key cmd, string put, key filesize, number 1280, end_object, end
//
// The reader never allocates, recurses, throws, reads outside the text, or needs padding or a NUL behind it. It never
// takes part of a text for the whole: until `end` has come, the text may still turn out to be wrong. Numbers stay text.
#pragma once

#include "json_string.hpp"
#include "json_text.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave {

/// What a text is made of. A `key` has its colon behind it; commas and white space are passed over.
enum class json_token : std::uint8_t {
    begin_object,
    end_object,
    begin_array,
    end_array,
    key,
    string,
    number,
    true_value,
    false_value,
    null_value,
    end, // the text is over, and was valid from its first byte to its last
};

/// What a reader puts up with.
struct json_limits {
    std::uint8_t max_depth = 32;           ///< open objects and arrays, at most 64
    std::uint16_t max_keys = 1024;         ///< keys of one object
    std::uint16_t max_number_chars = 4300; ///< characters of one number; Python reads integers of up to 4300 digits
    bool surrogate_escape = false;         ///< take \udc80 to \udcff for the bytes 80 to ff, as Python's PEP 383 does
};

/// One token, or the error that ended the text.
struct [[nodiscard]] json_item {
    status st = status::ok;             ///< ok, or an error, which every later call returns again
    json_token token = json_token::end; ///< means nothing after an error
    std::string_view text;  ///< key, string: its characters, decoded, in the text or in the scratch; else as written
    std::size_t offset = 0; ///< of the token, or of the first byte that is wrong, in bytes from the start of the text
};

/// Reads a JSON text token by token.
///
/// Memory: the text must outlive the reader and the views; so must the scratch. Two things go into the scratch: strings
/// that hold an escape, decoded, from its front, where they stay for the life of the reader; and 8 bytes for each key
/// of the open objects, and for each open object, from its back, of which the first 16 need no scratch. Where it can
/// not hold them the answer is json_scratch_full: so with no scratch at all a flat object of 15 keys reads, as long as
/// no string value or key is escaped. A scratch as long as the text always holds the strings.
///
/// Keys are compared decoded: "a" and "\u0061" are the same. With surrogate_escape, "\udcc3\udca9" and "é" are too, for
/// they have the same bytes.
///
/// The text may be of 4 GiB - 1 bytes; a longer one is json_scratch_full from the start.
class json_reader {
  public:
    /// Reads `text`; asserts limits.max_depth <= 64.
    constexpr explicit json_reader(std::string_view text, std::span<char> scratch, json_limits limits = {}) noexcept
        : json_reader(text, scratch.data(), scratch.size(), limits) {}

    /// The same with a scratch of bytes, or with none. Only with none in a constant expression.
    constexpr explicit json_reader(std::string_view text, std::span<std::byte> scratch = {},
                                   json_limits limits = {}) noexcept
        : json_reader(text, characters(scratch), scratch.size(), limits) {}

    /// The next token. After `end` always `end`; after an error always that error. cost: O(the token), no allocation.
    /// errors: the json_* status of the rule that the text breaks. source: JSON-* of conformance/SPEC.md (RFC 8259).
    [[gnu::always_inline]] constexpr json_item next() noexcept {
        if (!std::is_constant_evaluated() && text_.left(at_) >= quick_bytes) {
            json_item item;
            if (expect_ == expect::member_value ? quick_value(item) : expect_ <= expect::next_key && quick_key(item))
                return item;
        }
        return step(keep::yes);
    }

    /// Checks the value that comes next, passes over all of it and gives it as written: its `token` is the value's
    /// first. Not to be called where a key comes next; in an array with no value left it gives end_array. Takes no
    /// scratch for strings.
    constexpr json_item raw_value() noexcept {
        assert(expect_ != expect::first_key && expect_ != expect::next_key);
        json_item item = step(keep::no);
        if (item.st != status::ok) return item;
        if (item.token == json_token::begin_object || item.token == json_token::begin_array) {
            if (const json_item last = skip_open(); last.st != status::ok) return last;
            item.text = {text_.first() + item.offset, text_.offset(at_) - item.offset};
        }
        return item;
    }

    /// raw_value() for those who only want the verdict.
    constexpr status skip_value() noexcept { return raw_value().st; }

    /// Passes over what is left of the innermost open object or array, its end included: for a container that turns out
    /// to be of no interest after its begin token.
    constexpr status skip_rest() noexcept { return skip_open().st; }

    /// Open objects and arrays.
    constexpr std::size_t depth() const noexcept { return depth_; }

    /// How far the tokens given so far reach, in bytes from the start of the text; after an error, where that is.
    constexpr std::size_t offset() const noexcept { return text_.offset(at_); }

  private:
    enum class expect : std::uint8_t {
        first_key,    // or the end of the object
        next_key,     // behind a comma, or the end of the object
        member_value, //
        first_element,
        next_element,
        root_value,
        end,
        failed,
    };

    enum class keep : bool { no, yes }; // are the decoded characters of strings wanted?

    // A key of an open object; or, before an object's keys, where those of the object around it begin.
    struct slot {
        std::uint32_t hash;
        std::uint32_t offset;
    };

    static constexpr std::uint32_t inline_slots = 16;

    static constexpr char* characters(std::span<std::byte> scratch) noexcept {
        return scratch.empty() ? nullptr : static_cast<char*>(static_cast<void*>(scratch.data()));
    }

    constexpr json_reader(std::string_view text, char* scratch, std::size_t scratch_size, json_limits limits) noexcept
        : text_(text.size() > UINT32_MAX ? text.substr(0, 0) : text), at_(text.data()), scratch_(scratch),
          scratch_size_(scratch_size), limits_(limits),
          quick_slots_(static_cast<std::uint8_t>(limits.max_keys < inline_slots ? limits.max_keys : inline_slots)) {
        assert(limits.max_depth <= 64);
        if (text.size() > UINT32_MAX) (void)fail(status::json_scratch_full, at_);
    }

    // The short way for what headers are made of, spelled as json.dumps spells it, at some distance from the end of the
    // text. It either gives what step() would give, or says false and has changed nothing.

    static constexpr std::size_t quick_bytes =
        16; // looked at without asking for the end: ", " and a quote, or 9 digits

    [[gnu::always_inline]] bool quick_value(json_item& item) noexcept {
        const char* const begin = at_ + (*at_ == ' ' ? 1 : 0);
        if (*begin == '"') {
            const char* const end = text_.skip_plain(begin + 1);
            if (end == text_.last() || *end != '"') return false;
            item = give(json_token::string, begin, end + 1, expect::next_key);
            item.text = {begin + 1, static_cast<std::size_t>(end - begin - 1)};
            return true;
        }
        const std::uint64_t others = not_digits(json_text::integer<std::uint64_t>(begin));
        if (others == 0 || *begin == '0') return false;
        const char* const end = begin + (__builtin_ctzll(others) >> 3);
        if (end == begin || end - begin > limits_.max_number_chars || (*end != ',' && *end != '}')) return false;
        item = give(json_token::number, begin, end, expect::next_key);
        return true;
    }

    [[gnu::always_inline]] bool quick_key(json_item& item) noexcept {
        const char* quote = at_;
        if (expect_ == expect::next_key) {
            if (*quote++ != ',') return false;
            if (*quote == ' ') ++quote;
        }
        if (*quote != '"') return false;
        const char* const begin = quote + 1;
        const char* const end = text_.skip_plain(begin);
        if (text_.left(end) < 2 || end[0] != '"' || end[1] != ':') return false;
        const std::string_view name(begin, static_cast<std::size_t>(end - begin));
        const std::uint32_t hash = hash_plain(name);
        if (keys_last_ >= quick_slots_) return false;
        for (std::uint32_t i = keys_first_; i < keys_last_; ++i)
            if (slots_[i].hash == hash) return false;
        slots_[keys_last_++] = {hash, static_cast<std::uint32_t>(text_.offset(begin))};
        item = give(json_token::key, quote, end + 2, expect::member_value);
        item.text = name;
        return true;
    }

    constexpr bool in_object() const noexcept { return (objects_ & 1) != 0; }

    [[gnu::always_inline]] constexpr json_item fail(status st, const char* at) noexcept {
        expect_ = expect::failed;
        error_ = st;
        at_ = at;
        return {st, json_token::end, {}, text_.offset(at)};
    }

    [[gnu::always_inline]] constexpr json_item give(json_token token, const char* at, const char* end,
                                                    expect then) noexcept {
        at_ = end;
        expect_ = then;
        return {status::ok, token, {at, static_cast<std::size_t>(end - at)}, text_.offset(at)};
    }

    [[gnu::noinline]] constexpr json_item step(keep strings) noexcept {
        const char* at = text_.skip_space(at_);
        bool wants_key = false;
        switch (expect_) {
        case expect::root_value:
        case expect::member_value: break;
        case expect::first_key:
        case expect::next_key:
            if (is_at(at, '}')) return close(at);
            wants_key = true;
            break;
        case expect::first_element:
        case expect::next_element:
            if (is_at(at, ']')) return close(at);
            break;
        case expect::end:
            if (at != text_.last()) return fail(status::json_trailing_data, at);
            return give(json_token::end, at, at, expect::end);
        case expect::failed: return fail(error_, at_);
        }
        if (expect_ == expect::next_key || expect_ == expect::next_element) {
            if (!is_at(at, ',')) return fail(unexpected(at), at);
            at = text_.skip_space(at + 1);
        }
        return wants_key ? key(at, strings) : value(at, strings);
    }

    constexpr bool is_at(const char* at, char expected) const noexcept { return at != text_.last() && *at == expected; }

    constexpr status unexpected(const char* at) const noexcept {
        return at == text_.last() ? status::json_truncated : status::json_syntax;
    }

    // What comes behind a value.
    constexpr expect behind_value() const noexcept {
        if (depth_ == 0) return expect::end;
        return in_object() ? expect::next_key : expect::next_element;
    }

    [[gnu::noinline]] constexpr json_item skip_open() noexcept {
        assert(depth_ != 0 || expect_ == expect::failed);
        const std::uint8_t open = depth_;
        for (;;) {
            const json_item item = step(keep::no);
            if (item.st != status::ok || depth_ < open) return item;
        }
    }

    [[gnu::always_inline]] constexpr json_item value(const char* at, keep strings) noexcept {
        if (at == text_.last()) return fail(status::json_truncated, at);
        switch (*at) {
        case '"': return string(at, strings);
        case '{': return open(json_token::begin_object, at);
        case '[': return open(json_token::begin_array, at);
        case 't': return literal(json_token::true_value, "true", at);
        case 'f': return literal(json_token::false_value, "false", at);
        case 'n': return literal(json_token::null_value, "null", at);
        default: return number(at);
        }
    }

    [[gnu::always_inline]] constexpr json_item open(json_token token, const char* at) noexcept {
        if (depth_ == limits_.max_depth) return fail(status::json_too_deep, at);
        const bool is_object = token == json_token::begin_object;
        if (is_object) {
            if (!push({keys_first_, {}})) return fail(status::json_scratch_full, at);
            keys_first_ = keys_last_;
        }
        ++depth_;
        objects_ = objects_ << 1 | (is_object ? 1u : 0u);
        return give(token, at, at + 1, is_object ? expect::first_key : expect::first_element);
    }

    [[gnu::always_inline]] constexpr json_item close(const char* at) noexcept {
        const bool is_object = in_object();
        if (is_object) {
            keys_last_ = keys_first_ - 1;
            keys_first_ = get(keys_last_).hash;
        }
        --depth_;
        objects_ >>= 1;
        return give(is_object ? json_token::end_object : json_token::end_array, at, at + 1, behind_value());
    }

    [[gnu::always_inline]] constexpr json_item literal(json_token token, std::string_view word,
                                                       const char* at) noexcept {
        const json_run end = skip_literal(text_, word, at);
        return end.st == status::ok ? give(token, at, end.at, behind_value()) : fail(end.st, end.at);
    }

    [[gnu::noinline]] static constexpr json_run skip_literal(json_text text, std::string_view word,
                                                             const char* at) noexcept {
        for (const char letter : word) {
            if (at == text.last()) return {status::json_truncated, at};
            if (*at != letter) return {status::json_syntax, at};
            ++at;
        }
        return {status::ok, at};
    }

    // What is it that stands where a value should?
    [[gnu::noinline]] static constexpr status not_a_value(json_text text, const char* at) noexcept {
        // What Python writes for the numbers that JSON does not have, and the signs and points it does not begin with.
        if (*at == '+' || *at == '.' || *at == 'N' || *at == 'I') return status::json_invalid_number;
        const bool is_marked = at == text.first() && text.from(at).substr(0, 3) == "\xef\xbb\xbf";
        return is_marked ? status::json_byte_order_mark : status::json_syntax;
    }

    [[gnu::always_inline]] constexpr json_item number(const char* begin) noexcept {
        const bool is_negative = *begin == '-';
        const char* const digits = begin + (is_negative ? 1 : 0);
        const char* end = text_.skip_digits(digits);
        if (end == digits) {
            if (!is_negative) return fail(not_a_value(text_, begin), begin);
            return fail(end == text_.last() ? status::json_truncated : status::json_invalid_number, end);
        }
        if (*digits == '0' && end - digits > 1) return fail(status::json_invalid_number, digits + 1);
        if (end != text_.last() && (*end == '.' || *end == 'e' || *end == 'E')) {
            const json_run rest = skip_fraction(text_, end);
            if (rest.st != status::ok) return fail(rest.st, rest.at);
            end = rest.at;
        }
        if (end - begin > limits_.max_number_chars) return fail(status::json_number_too_long, begin);
        return give(json_token::number, begin, end, behind_value());
    }

    [[gnu::noinline]] static constexpr json_run skip_fraction(json_text text, const char* at) noexcept {
        if (*at == '.') {
            const char* const digits = at + 1;
            at = text.skip_digits(digits);
            if (at == digits) return missing_digit(text, at);
        }
        if (at == text.last() || (*at != 'e' && *at != 'E')) return {status::ok, at};
        ++at;
        if (at != text.last() && (*at == '+' || *at == '-')) ++at;
        const char* const digits = at;
        at = text.skip_digits(digits);
        if (at == digits) return missing_digit(text, at);
        return {status::ok, at};
    }

    static constexpr json_run missing_digit(json_text text, const char* at) noexcept {
        return {at == text.last() ? status::json_truncated : status::json_invalid_number, at};
    }

    // Most strings are plain, and end where that ends.
    [[gnu::always_inline]] constexpr checked_json_string check_string(const char* begin) const noexcept {
        const char* const end = text_.skip_plain(begin);
        if (end != text_.last() && *end == '"') [[likely]]
            return {status::ok, end, false};
        return check_json_string(text_, end, limits_.surrogate_escape);
    }

    [[gnu::always_inline]] constexpr json_item string(const char* quote, keep strings) noexcept {
        const char* const begin = quote + 1;
        const checked_json_string checked = check_string(begin);
        if (checked.st != status::ok) [[unlikely]]
            return fail(checked.st, checked.at);
        const char* const end = checked.at;
        json_item item = give(json_token::string, quote, end + 1, behind_value());
        if (strings == keep::yes) {
            item.text = {begin, static_cast<std::size_t>(end - begin)};
            if (checked.escaped && !decode(item.text)) return fail(status::json_scratch_full, quote);
        }
        return item;
    }

    [[gnu::always_inline]] constexpr json_item key(const char* quote, keep strings) noexcept {
        if (!is_at(quote, '"')) return fail(unexpected(quote), quote);
        const char* const begin = quote + 1;
        const checked_json_string checked = check_string(begin);
        if (checked.st != status::ok) [[unlikely]]
            return fail(checked.st, checked.at);
        const char* const end = checked.at;
        std::string_view name(begin, static_cast<std::size_t>(end - begin));
        const std::uint32_t hash = checked.escaped ? hash_decoded(begin) : hash_plain(name);
        if (has_key(hash, begin)) return fail(status::json_duplicate_key, quote);
        if (keys_last_ - keys_first_ == limits_.max_keys) return fail(status::json_too_many_keys, quote);
        if (!push({hash, static_cast<std::uint32_t>(text_.offset(begin))}))
            return fail(status::json_scratch_full, quote);
        if (strings == keep::yes) {
            if (checked.escaped && !decode(name)) return fail(status::json_scratch_full, quote);
        }

        const char* const colon = text_.skip_space(end + 1);
        if (!is_at(colon, ':')) return fail(unexpected(colon), colon);
        json_item item = give(json_token::key, quote, colon + 1, expect::member_value);
        item.text = name;
        return item;
    }

    [[gnu::always_inline]] constexpr bool has_key(std::uint32_t hash, const char* begin) const noexcept {
        for (std::uint32_t i = keys_first_; i < keys_last_; ++i) {
            const slot other = get(i);
            if (other.hash == hash && same_json_string(text_.first() + other.offset, begin)) return true;
        }
        return false;
    }

    // Replaces the text between the quotes of a checked string by its characters, in the scratch.
    [[gnu::always_inline]] constexpr bool decode(std::string_view& raw) noexcept {
        char* const to = scratch_ + scratch_used_;
        const std::size_t room = scratch_size_ - scratch_used_ - spilled_bytes(keys_last_);
        const std::size_t size = decode_json_string(to, room, raw.data());
        if (size > room) return false;
        raw = {static_cast<const char*>(to), size};
        scratch_used_ += size;
        return true;
    }

    // The hash of a string is that of its decoded bytes, taken as words of 8. The last word has at least 1, unless
    // there is none at all, with what is missing made up for by zeros in front.
    static constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) noexcept {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        return hash ^ hash >> 32;
    }

    static constexpr std::uint32_t finish(std::uint64_t hash, std::uint64_t word, std::size_t bytes) noexcept {
        return bytes == 0 ? 0
                          : static_cast<std::uint32_t>((hash ^ word << (64 - 8 * bytes)) * 0x9e3779b97f4a7c15u >> 32);
    }

    [[gnu::always_inline]] constexpr std::uint32_t hash_plain(std::string_view string) const noexcept {
        std::uint64_t hash = string.size();
        const char* at = string.data();
        std::size_t left = string.size();
        for (; left > 8; at += 8, left -= 8) hash = mix(hash, json_text::integer<std::uint64_t>(at));
        return finish(hash, text_.word(at), left);
    }

    [[gnu::noinline]] static constexpr std::uint32_t hash_decoded(const char* begin) noexcept {
        std::uint64_t hash = 0;
        json_string_bytes counted(begin);
        while (counted.next() >= 0) ++hash;
        json_string_bytes bytes(begin);
        std::uint64_t word = 0;
        unsigned taken = 0;
        for (int byte = bytes.next(); byte >= 0; byte = bytes.next(), ++taken) {
            if (taken == 8) {
                hash = mix(hash, word);
                word = 0;
                taken = 0;
            }
            word |= static_cast<std::uint64_t>(byte) << (8 * taken);
        }
        return finish(hash, word, taken);
    }

    [[gnu::always_inline]] static constexpr std::size_t spilled_bytes(std::uint32_t slots) noexcept {
        return slots > inline_slots ? sizeof(slot) * (slots - inline_slots) : 0;
    }

    // Slot i beyond the inline ones lies that many slots before the end of the scratch.
    [[gnu::always_inline]] constexpr char* spilled(std::uint32_t i) const noexcept {
        return scratch_ + scratch_size_ - spilled_bytes(i + 1);
    }

    [[gnu::always_inline]] constexpr slot get(std::uint32_t i) const noexcept {
        return i < inline_slots ? slots_[i] : get_spilled(spilled(i));
    }

    [[gnu::always_inline]] constexpr bool push(slot value) noexcept {
        if (keys_last_ < inline_slots) {
            slots_[keys_last_++] = value;
            return true;
        }
        if (scratch_size_ - scratch_used_ - spilled_bytes(keys_last_) < sizeof(slot)) return false;
        put_spilled(spilled(keys_last_++), value);
        return true;
    }

    [[gnu::noinline]] static constexpr slot get_spilled(const char* from) noexcept {
        const auto number = [](const char* at) { return static_cast<std::uint32_t>(json_text::word_of_few(at, 4)); };
        return {number(from), number(from + 4)};
    }

    [[gnu::noinline]] static constexpr void put_spilled(char* to, slot value) noexcept {
        for (unsigned i = 0; i < 4; ++i) {
            to[i] = static_cast<char>(value.hash >> (8 * i));
            to[4 + i] = static_cast<char>(value.offset >> (8 * i));
        }
    }

    json_text text_;
    const char* at_;
    char* scratch_;
    std::size_t scratch_size_;
    std::size_t scratch_used_ = 0;
    std::uint64_t objects_ = 0; // for each open container, innermost lowest: is it an object?
    std::uint32_t keys_first_ = 0;
    std::uint32_t keys_last_ = 0;
    json_limits limits_;
    std::uint8_t quick_slots_;
    std::uint8_t depth_ = 0;
    expect expect_ = expect::root_value;
    status error_ = status::ok;
    std::array<slot, inline_slots> slots_; // left unset: only those below keys_last_ are ever read
};

} // namespace cleave
