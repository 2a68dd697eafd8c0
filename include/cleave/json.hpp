// SPDX-License-Identifier: MIT
//
// json: a strict RFC 8259 reader, made for protocol headers.
//
//     {"cmd": "put", "filesize": 1280}
//     begin_object, key cmd, string put, key filesize, number 1280, end_object, end
//
// The reader never allocates, recurses, throws, reads outside the text, or needs padding or a NUL after it. It never
// takes part of a text for the whole: until `end` has come, the text may still turn out to be wrong. Numbers stay text.
#pragma once

#include "detail/json_number.hpp"
#include "detail/json_string.hpp"
#include "detail/json_text.hpp"
#include "detail/platform.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave {

namespace detail {
class header_reader;
}

/// The tokens of a text. A `key` has its colon after it; commas and white space are skipped.
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

/// The limits of a reader.
struct json_reader_options {
    std::uint8_t max_depth = 32;           // open objects and arrays, at most 64
    std::uint16_t max_keys = 1024;         // keys of one object
    std::uint16_t max_number_chars = 4300; // characters of one number; Python reads integers of up to 4300 digits
    bool surrogate_escape = false;         // take \udc80 to \udcff for the bytes 80 to ff, as Python's PEP 383 does
};

/// One token, or the error that ended the text.
struct [[nodiscard]] json_item {
    status st = status::ok;             // ok, or an error, which every later call returns again
    json_token token = json_token::end; // means nothing after an error
    std::string_view text;  // key, string: its characters, decoded, in the text or in the scratch; else as written
    std::size_t offset = 0; // of the token, or of the first byte that is wrong, in bytes from the start of the text
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
    constexpr explicit json_reader(std::string_view text, std::span<char> scratch,
                                   json_reader_options limits = {}) noexcept
        : json_reader(text, scratch.data(), scratch.size(), limits) {}

    /// The same with a scratch of bytes, or with none. Only with none in a constant expression.
    constexpr explicit json_reader(std::string_view text, std::span<std::byte> scratch = {},
                                   json_reader_options limits = {}) noexcept
        : json_reader(text, characters(scratch), scratch.size(), limits) {}

    /// Returns the next token. After `end` always `end`; after an error always that error. cost: O(the token), no
    /// allocation. errors: the json_* status of the rule that the text breaks. source: JSON-* of conformance/SPEC.md
    /// (RFC 8259).
    constexpr json_item next() noexcept { return step(keep::yes); }

    /// Checks the value that comes next, skips all of it and gives it as written: its `token` is the value's
    /// first. Not to be called where a key comes next; in an array with no value left it gives end_array. Takes no
    /// scratch for strings.
    constexpr json_item raw_value() noexcept {
        assert(expect_ != expect::first_key && expect_ != expect::next_key);
        json_item item = step(keep::no);
        if (item.st != status::ok) return item;
        if (item.token == json_token::begin_object || item.token == json_token::begin_array) {
            if (!skip_open()) return failure();
            item.text = {text_.first() + item.offset, text_.offset(at_) - item.offset};
        }
        return item;
    }

    /// raw_value() for those who only want the verdict.
    constexpr status skip_value() noexcept { return raw_value().st; }

    /// Skips the rest of the innermost open object or array, its end included: for a container that turns out
    /// to be of no interest after its begin token.
    constexpr status skip_rest() noexcept { return skip_open() ? status::ok : error_; }

    /// Open objects and arrays.
    constexpr std::size_t depth() const noexcept { return depth_; }

    /// Returns how far the tokens given so far reach, in bytes from the start of the text; after an error, where that
    /// is.
    constexpr std::size_t offset() const noexcept { return text_.offset(at_); }

  private:
    friend class detail::header_reader;

    enum class expect : std::uint8_t {
        first_key,    // or the end of the object
        next_key,     // after a comma, or the end of the object
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

    // What stands between a string's quotes.
    struct string_run {
        const char* begin;
        const char* end; // the closing quote, or null after an error
        bool escaped;
    };

    // A value's first token.
    struct value_run {
        json_token token;
        const char* end; // after it, or null after an error
        string_run string;

        constexpr bool opens() const noexcept {
            return token == json_token::begin_object || token == json_token::begin_array;
        }
    };

    static constexpr std::uint32_t inline_slots = 16;

    static constexpr char* characters(std::span<std::byte> scratch) noexcept {
        return scratch.empty() ? nullptr : static_cast<char*>(static_cast<void*>(scratch.data()));
    }

    constexpr json_reader(std::string_view text, char* scratch, std::size_t scratch_size,
                          json_reader_options limits) noexcept
        : text_({text.data(), text.size() > UINT32_MAX ? 0 : text.size()}), at_(text.data()), scratch_(scratch),
          scratch_size_(scratch_size), block_(at_), others_(text_.others_of_64(at_)), limits_(limits) {
        assert(limits.max_depth <= 64);
        if (text.size() > UINT32_MAX) (void)fail(status::json_scratch_full, at_);
    }

    // The functions below go along the text by what they are given and what they return, null after an error.

    constexpr std::nullptr_t fail(status st, const char* at) noexcept {
        expect_ = expect::failed;
        error_ = st;
        at_ = at;
        return nullptr;
    }

    constexpr json_item failure() const noexcept { return {error_, json_token::end, {}, text_.offset(at_)}; }

    constexpr bool in_object() const noexcept { return (objects_ & 1) != 0; }

    constexpr json_item give(json_token token, const char* at, const char* end, expect then) noexcept {
        at_ = end;
        expect_ = then;
        return {status::ok, token, {at, static_cast<std::size_t>(end - at)}, text_.offset(at)};
    }

    constexpr json_item step(keep strings) noexcept {
        const char* at = at_;
        char c = text_.next(at);
        switch (expect_) {
        case expect::root_value:
        case expect::member_value: return value(at, strings);
        case expect::next_key:
        case expect::next_element:
            if (c == closer()) return close(at);
            if (c != ',') return fail_unexpected(at), failure();
            c = text_.next(++at);
            return in_object() ? key(at, c, strings) : value(at, strings);
        case expect::first_key: return c == '}' ? close(at) : key(at, c, strings);
        case expect::first_element: return c == ']' ? close(at) : value(at, strings);
        case expect::end:
            if (at == text_.last()) return give(json_token::end, at, at, expect::end);
            return fail(status::json_trailing_data, at), failure();
        case expect::failed: break;
        }
        return failure();
    }

    constexpr char closer() const noexcept { return in_object() ? '}' : ']'; }

    constexpr json_item close(const char* at) noexcept {
        const bool is_object = in_object();
        pop();
        return give(is_object ? json_token::end_object : json_token::end_array, at, at + 1, after_value());
    }

    CLEAVE_DETAIL_NOINLINE constexpr json_item key(const char* at, char c, keep strings) noexcept {
        string_run name = read_name(text_, at, c);
        if (!name.end || !add_key(text_, name)) return failure();
        const char* const end = name.end;
        if (strings == keep::yes && !decode(name)) return failure();
        const char* const colon = skip_colon(text_, end);
        if (!colon) return failure();
        json_item item = give(json_token::key, at, colon, expect::member_value);
        item.text = view(name);
        return item;
    }

    CLEAVE_DETAIL_NOINLINE constexpr json_item value(const char* at, keep strings) noexcept {
        value_run run = read_value(text_, at);
        if (!run.end) return failure();
        json_item item = give(run.token, at, run.end, run.opens() ? after_open() : after_value());
        if (run.token == json_token::string && strings == keep::yes) {
            if (!decode(run.string)) return failure();
            item.text = view(run.string);
        }
        return item;
    }

    constexpr expect after_open() const noexcept { return in_object() ? expect::first_key : expect::first_element; }

    constexpr expect after_value() const noexcept {
        if (depth_ == 0) return expect::end;
        return in_object() ? expect::next_key : expect::next_element;
    }

    // Skips the rest of the innermost open container.
    constexpr bool skip_open() noexcept {
        assert(depth_ != 0 || expect_ == expect::failed);
        if (expect_ == expect::failed) return false;
        const auto outer = static_cast<std::uint8_t>(depth_ - 1);
        const bool is_first = expect_ == expect::first_key || expect_ == expect::first_element;
        const char* at = expect_ == expect::member_value ? skip_value_at(text_, at_) : at_;
        if (at) at = skip_members(text_, at, is_first, outer);
        if (!at) return false;
        at_ = at;
        expect_ = after_value();
        return true;
    }

    // The functions below have the text as an argument, so that compilers keep it in registers.

    // Skips a value, and the white space before it. Null after an error.
    constexpr const char* skip_value_at(detail::json_text text, const char* at) noexcept {
        const std::uint8_t depth = depth_;
        text.next(at);
        const value_run run = read_value(text, at);
        return run.end && run.opens() ? skip_members(text, run.end, true, depth) : run.end;
    }

    // Skips members and elements until no more than `depth` containers are open.
    CLEAVE_DETAIL_NOINLINE constexpr const char* skip_members(detail::json_text text, const char* at, bool is_first,
                                                              std::uint8_t depth) noexcept {
        for (;;) {
            char c = text.next(at);
            if (c == closer()) {
                pop();
                ++at;
                if (depth_ == depth) return at;
                is_first = false;
                continue;
            }
            if (!is_first) {
                if (c != ',') return fail_unexpected(at);
                c = text.next(++at);
            }
            if (in_object()) {
                const string_run name = read_name(text, at, c);
                if (!name.end || !add_key(text, name)) return nullptr;
                if (!(at = skip_colon(text, name.end))) return nullptr;
                text.next(at);
            }
            const std::uint8_t open = depth_;
            if (!(at = read_value_end(text, at))) return nullptr;
            is_first = depth_ > open;
        }
    }

    // From a name's closing quote to what follows the colon.
    constexpr const char* skip_colon(detail::json_text text, const char* end) noexcept {
        return text.next(++end) == ':' ? end + 1 : fail_unexpected(end);
    }

    constexpr std::nullptr_t fail_unexpected(const char* at) noexcept {
        return fail(at == text_.last() ? status::json_truncated : status::json_syntax, at);
    }

    // c: the character at `at`.
    CLEAVE_DETAIL_INLINE constexpr string_run read_name(detail::json_text text, const char* at, char c) noexcept {
        if (c != '"') return {at, fail_unexpected(at), false};
        return read_string(text, at);
    }

    // The first byte from `at` on that cannot stand in a string as it is, or is outside ASCII, or the end. What is
    // known of 64 bytes serves several strings, and no string waits for the bytes of the one before.
    CLEAVE_DETAIL_INLINE constexpr const char* skip_plain(detail::json_text text, const char* at) noexcept {
        const std::size_t i = static_cast<std::size_t>(at - block_);
        if (i < 64)
            if (const std::uint64_t others = others_ >> i; others != 0) return at + detail::lowest_bit(others);
        return skip_plain_blocks(text, at);
    }

    CLEAVE_DETAIL_NOINLINE constexpr const char* skip_plain_blocks(detail::json_text text, const char* at) noexcept {
        std::size_t i = static_cast<std::size_t>(at - block_);
        if (i < 64) at += 64 - i;
        for (;; at += 64) {
            if (at >= text.last()) return text.last();
            block_ = at;
            others_ = text.others_of_64(at);
            if (others_ != 0) return at + detail::lowest_bit(others_);
        }
    }

    // Most strings are plain, and end where that ends.
    CLEAVE_DETAIL_INLINE constexpr string_run read_string(detail::json_text text, const char* quote) noexcept {
        const char* const begin = quote + 1;
        const char* const end = skip_plain(text, begin);
        if (text.is_at(end, '"')) return {begin, end, false};
        const detail::checked_json_string checked = check_json_string(text, end, limits_.surrogate_escape);
        if (checked.st != status::ok) return {begin, fail(checked.st, checked.at), false};
        return {begin, checked.at, checked.escaped};
    }

    // Where a value's first token ends, for those who do not ask what it is.
    CLEAVE_DETAIL_INLINE constexpr const char* read_value_end(detail::json_text text, const char* at) noexcept {
        if (text.is_at(at, '"')) {
            const char* const end = read_string(text, at).end;
            return end ? end + 1 : end;
        }
        if (at != text.last() && detail::is_digit(*at)) return read_number(text, at);
        return read_value(text, at).end;
    }

    CLEAVE_DETAIL_NOINLINE constexpr value_run read_value(detail::json_text text, const char* at) noexcept {
        if (at == text.last()) return {{}, fail(status::json_truncated, at), {}};
        if (*at == '"') {
            const string_run run = read_string(text, at);
            return {json_token::string, run.end ? run.end + 1 : nullptr, run};
        }
        switch (*at) {
        case '{': return {json_token::begin_object, push_object(at), {}};
        case '[': return {json_token::begin_array, push_array(at), {}};
        case 't': return {json_token::true_value, read_word(at, "true"), {}};
        case 'f': return {json_token::false_value, read_word(at, "false"), {}};
        case 'n': return {json_token::null_value, read_word(at, "null"), {}};
        default: return {json_token::number, read_number(text, at), {}};
        }
    }

    constexpr const char* read_word(const char* at, std::string_view word) noexcept {
        for (const char letter : word) {
            if (!text_.is_at(at, letter)) return fail_unexpected(at);
            ++at;
        }
        return at;
    }

    CLEAVE_DETAIL_INLINE constexpr const char* read_number(detail::json_text text, const char* begin) noexcept {
        const char* const digits = begin + (*begin == '-' ? 1 : 0);
        const char* end = text.skip_digits(digits);
        if (end == digits) return fail_number(begin, digits);
        if (*digits == '0' && end - digits > 1) return fail(status::json_invalid_number, digits + 1);
        if (end != text.last() && (*end == '.' || *end == 'e' || *end == 'E') && !(end = read_fraction(end)))
            return nullptr;
        return end - begin > limits_.max_number_chars ? fail(status::json_number_too_long, begin) : end;
    }

    CLEAVE_DETAIL_NOINLINE constexpr const char* read_fraction(const char* at) noexcept {
        if (*at == '.') {
            const char* const digits = at + 1;
            at = text_.skip_digits(digits);
            if (at == digits) return fail_number(digits - 1, digits);
        }
        if (at == text_.last() || (*at != 'e' && *at != 'E')) return at;
        ++at;
        if (at != text_.last() && (*at == '+' || *at == '-')) ++at;
        const char* const digits = at;
        at = text_.skip_digits(digits);
        return at == digits ? fail_number(digits - 1, digits) : at;
    }

    // Where digits should stand there are none; if no sign or point was before them, is it anything?
    CLEAVE_DETAIL_NOINLINE constexpr std::nullptr_t fail_number(const char* begin, const char* digits) noexcept {
        if (begin != digits)
            return fail(digits == text_.last() ? status::json_truncated : status::json_invalid_number, digits);
        // What Python writes for the numbers that JSON does not have, and the signs and points it does not begin with.
        if (*begin == '+' || *begin == '.' || *begin == 'N' || *begin == 'I')
            return fail(status::json_invalid_number, begin);
        const bool is_marked = begin == text_.first() && text_.from(begin).starts_with("\xef\xbb\xbf");
        return fail(is_marked ? status::json_byte_order_mark : status::json_syntax, begin);
    }

    constexpr const char* push_array(const char* at) noexcept {
        if (depth_ == limits_.max_depth) return fail(status::json_too_deep, at);
        ++depth_;
        objects_ <<= 1;
        return at + 1;
    }

    constexpr const char* push_object(const char* at) noexcept {
        if (depth_ == limits_.max_depth) return fail(status::json_too_deep, at);
        if (!push({keys_first_, {}})) return fail(status::json_scratch_full, at);
        keys_first_ = keys_last_;
        ++depth_;
        objects_ = objects_ << 1 | 1;
        return at + 1;
    }

    constexpr void pop() noexcept {
        if (in_object()) {
            keys_last_ = keys_first_ - 1;
            keys_first_ = get(keys_last_).hash;
        }
        --depth_;
        objects_ >>= 1;
    }

    // Remembers a key of the innermost object.
    CLEAVE_DETAIL_INLINE constexpr bool add_key(detail::json_text text, const string_run& name) noexcept {
        const std::uint32_t hash = name.escaped ? hash_decoded(name.begin) : hash_plain(text, name);
        const std::uint64_t bit = std::uint64_t{1} << (hash & 63);
        if ((seen_ & bit) != 0 && has_key(hash, name.begin))
            return fail(status::json_duplicate_key, name.begin - 1), false;
        seen_ |= bit;
        if (keys_last_ - keys_first_ == limits_.max_keys)
            return fail(status::json_too_many_keys, name.begin - 1), false;
        if (!push({hash, static_cast<std::uint32_t>(text.offset(name.begin))}))
            return fail(status::json_scratch_full, name.begin - 1), false;
        return true;
    }

    CLEAVE_DETAIL_NOINLINE constexpr bool has_key(std::uint32_t hash, const char* begin) const noexcept {
        for (std::uint32_t i = keys_first_; i < keys_last_; ++i)
            if (get(i).hash == hash && detail::same_json_string(text_.first() + get(i).offset, begin)) return true;
        return false;
    }

    static constexpr std::string_view view(const string_run& run) noexcept {
        return {run.begin, static_cast<std::size_t>(run.end - run.begin)};
    }

    // Replaces an escaped string by its characters, in the scratch.
    constexpr bool decode(string_run& run) noexcept { return !run.escaped || decode_escaped(run); }

    CLEAVE_DETAIL_NOINLINE constexpr bool decode_escaped(string_run& run) noexcept {
        char* const to = scratch_ + scratch_used_;
        const std::size_t room = scratch_size_ - scratch_used_ - spilled_bytes(keys_last_);
        const std::size_t size = detail::decode_json_string(to, room, run.begin);
        if (size > room) return fail(status::json_scratch_full, run.begin - 1), false;
        scratch_used_ += size;
        run = {to, to + size, false};
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

    static constexpr std::uint32_t hash_plain(detail::json_text text, const string_run& run) noexcept {
        std::size_t left = static_cast<std::size_t>(run.end - run.begin);
        std::uint64_t hash = left;
        const char* at = run.begin;
        for (; left > 8; at += 8, left -= 8) hash = mix(hash, text.word(at));
        return finish(hash, text.word(at), left);
    }

    CLEAVE_DETAIL_NOINLINE static constexpr std::uint32_t hash_decoded(const char* begin) noexcept {
        std::uint64_t hash = 0;
        detail::json_string_bytes counted(begin);
        while (counted.next() >= 0) ++hash;
        detail::json_string_bytes bytes(begin);
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

    static constexpr std::size_t spilled_bytes(std::uint32_t count) noexcept {
        return count > inline_slots ? sizeof(slot) * (count - inline_slots) : 0;
    }

    // Slot i beyond the inline ones lies that many slots before the end of the scratch.
    constexpr char* spilled(std::uint32_t i) const noexcept { return scratch_ + scratch_size_ - spilled_bytes(i + 1); }

    constexpr slot get(std::uint32_t i) const noexcept {
        return i < inline_slots ? slots_[i] : get_spilled(spilled(i));
    }

    constexpr bool push(slot value) noexcept {
        if (keys_last_ < inline_slots) {
            slots_[keys_last_++] = value;
            return true;
        }
        if (scratch_size_ - scratch_used_ - spilled_bytes(keys_last_) < sizeof(slot)) return false;
        put_spilled(spilled(keys_last_++), value);
        return true;
    }

    static constexpr slot get_spilled(const char* from) noexcept {
        slot value = {0, 0};
        for (unsigned i = 0; i < 4; ++i) {
            value.hash |= std::uint32_t{static_cast<unsigned char>(from[i])} << (8 * i);
            value.offset |= std::uint32_t{static_cast<unsigned char>(from[4 + i])} << (8 * i);
        }
        return value;
    }

    static constexpr void put_spilled(char* to, slot value) noexcept {
        for (unsigned i = 0; i < 4; ++i) {
            to[i] = static_cast<char>(value.hash >> (8 * i));
            to[4 + i] = static_cast<char>(value.offset >> (8 * i));
        }
    }

    detail::json_text text_;
    const char* at_;
    char* scratch_;
    std::size_t scratch_size_;
    std::size_t scratch_used_ = 0;
    const char* block_;         // where the 64 bytes begin of which others_ tells
    std::uint64_t others_;      // see json_text::others_of_64
    std::uint64_t seen_ = 0;    // a bit of each key's hash; where it is not set the key is new
    std::uint64_t objects_ = 0; // for each open container, innermost lowest: is it an object?
    std::uint32_t keys_first_ = 0;
    std::uint32_t keys_last_ = 0;
    json_reader_options limits_;
    std::uint8_t depth_ = 0;
    expect expect_ = expect::root_value;
    status error_ = status::ok;
    std::array<slot, inline_slots> slots_; // left unset: only those below keys_last_ are ever read
};

/// Returns the value of a number token from 0 to 2^64 - 1, exactly. value_wrong_type: it has a fraction or an exponent
/// (or is no number at all); value_out_of_range: it is negative, which "-0" is too, or too large. O(n).
constexpr detail::json_integer<std::uint64_t> to_uint64(std::string_view number) noexcept {
    const bool is_negative = number.starts_with('-');
    if (is_negative) number.remove_prefix(1);
    const auto value = detail::digits_to_uint64(number.data(), number.data() + number.size());
    if (is_negative && value.st == status::ok) return {status::value_out_of_range};
    return value;
}

/// Returns the value of a number token from -2^63 to 2^63 - 1, exactly; "-0" is 0. Errors as for to_uint64. O(n).
constexpr detail::json_integer<std::int64_t> to_int64(std::string_view number) noexcept {
    return detail::digits_to_int64(number.data(), number.data() + number.size());
}

} // namespace cleave
