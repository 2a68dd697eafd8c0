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

#include "json_text.hpp"
#include "status.hpp"
#include "utf8.hpp"

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

/// A number's value, or why it has none.
template <class Integer>
struct [[nodiscard]] json_integer {
    status st = status::ok; // ok, value_wrong_type or value_out_of_range
    Integer value = 0;      // ok: the number
};

/// The number that 8 decimal digits make, given as values, the first of them lowest in the word and highest in value.
constexpr std::uint64_t value_of_eight_digits(std::uint64_t digits) noexcept {
    const std::uint64_t pairs = digits * (10 << 8 | 1) >> 8 & 0x00ff00ff00ff00ffu;
    const std::uint64_t fours = pairs * (100 << 16 | 1) >> 16 & 0x0000ffff0000ffffu;
    return fours * (std::uint64_t{10000} << 32 | 1) >> 32;
}

/// The number that 1 to 8 decimal digits make, the first of them lowest in the word and highest in value;
/// value_wrong_type where one is no digit.
constexpr json_integer<std::uint64_t> value_of_digits(std::uint64_t characters, std::size_t size) noexcept {
    const std::size_t missing = 64 - 8 * size;
    const std::uint64_t padded = (characters ^ digit_zeros) << missing; // as values, zeros in front
    if (not_digits(padded ^ digit_zeros) != 0) return {status::value_wrong_type};
    return {status::ok, value_of_eight_digits(padded)};
}

/// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_digit_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/// The decoded bytes of a string, one at a time. The string must have been checked, up to its closing quote.
class json_string_bytes {
  public:
    /// `at` is the first byte behind the opening quote.
    constexpr explicit json_string_bytes(const char* at) noexcept : at_(at) {}

    /// The next byte, or -1 at the closing quote and ever after.
    constexpr int next() noexcept {
        if (given_ != decoded_.size) return static_cast<unsigned char>(decoded_.bytes[given_++]);
        if (*at_ == '"') return -1;
        if (*at_ != '\\') return static_cast<unsigned char>(*at_++);
        return decode_escape();
    }

  private:
    constexpr int decode_escape() noexcept {
        const char letter = at_[1];
        at_ += 2;
        switch (letter) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'u': break;
        default: return letter; // a quote, a backslash or a slash
        }
        char32_t unit = code_unit();
        // A low surrogate that stands alone passed the check as the byte it hides.
        if (unit >= 0xdc80 && unit <= 0xdcff) return static_cast<int>(unit & 0xff);
        if (unit >= 0xd800 && unit <= 0xdbff) {
            at_ += 2;
            unit = 0x10000 + ((unit & 0x3ff) << 10) + (code_unit() & 0x3ff);
        }
        decoded_ = encode_utf8(unit);
        given_ = 1;
        return static_cast<unsigned char>(decoded_.bytes[0]);
    }

    constexpr char32_t code_unit() noexcept {
        char32_t unit = 0;
        for (int i = 0; i < 4; ++i) unit = unit << 4 | static_cast<char32_t>(hex_digit_value(*at_++));
        return unit;
    }

    const char* at_;
    utf8_text decoded_ = {};
    std::uint8_t given_ = 0;
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

    struct run {
        status st;
        const char* at; // behind what was read, or the first wrong byte
    };

    struct checked_string {
        status st;
        const char* at; // the closing quote, or the first wrong byte
        bool escaped;
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
        const run end = skip_literal(text_, word, at);
        return end.st == status::ok ? give(token, at, end.at, behind_value()) : fail(end.st, end.at);
    }

    [[gnu::noinline]] static constexpr run skip_literal(json_text text, std::string_view word,
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
            const run rest = skip_fraction(text_, end);
            if (rest.st != status::ok) return fail(rest.st, rest.at);
            end = rest.at;
        }
        if (end - begin > limits_.max_number_chars) return fail(status::json_number_too_long, begin);
        return give(json_token::number, begin, end, behind_value());
    }

    [[gnu::noinline]] static constexpr run skip_fraction(json_text text, const char* at) noexcept {
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

    static constexpr run missing_digit(json_text text, const char* at) noexcept {
        return {at == text.last() ? status::json_truncated : status::json_invalid_number, at};
    }

    [[gnu::always_inline]] constexpr json_item string(const char* quote, keep strings) noexcept {
        const char* const begin = quote + 1;
        const char* end = text_.skip_plain(begin);
        bool escaped = false;
        if (end == text_.last() || *end != '"') [[unlikely]] {
            const checked_string rest = check_string(text_, end, limits_.surrogate_escape);
            if (rest.st != status::ok) return fail(rest.st, rest.at);
            end = rest.at;
            escaped = rest.escaped;
        }
        json_item item = give(json_token::string, quote, end + 1, behind_value());
        if (strings == keep::yes) {
            item.text = {begin, static_cast<std::size_t>(end - begin)};
            if (escaped && !decode(item.text)) return fail(status::json_scratch_full, quote);
        }
        return item;
    }

    [[gnu::always_inline]] constexpr json_item key(const char* quote, keep strings) noexcept {
        if (!is_at(quote, '"')) return fail(unexpected(quote), quote);
        const char* const begin = quote + 1;
        const char* end = text_.skip_plain(begin);
        bool escaped = false;
        if (end == text_.last() || *end != '"') [[unlikely]] {
            const checked_string rest = check_string(text_, end, limits_.surrogate_escape);
            if (rest.st != status::ok) return fail(rest.st, rest.at);
            end = rest.at;
            escaped = rest.escaped;
        }
        std::string_view name(begin, static_cast<std::size_t>(end - begin));
        const std::uint32_t hash = escaped ? hash_decoded(begin) : hash_plain(name);
        if (has_key(hash, begin)) return fail(status::json_duplicate_key, quote);
        if (keys_last_ - keys_first_ == limits_.max_keys) return fail(status::json_too_many_keys, quote);
        if (!push({hash, static_cast<std::uint32_t>(text_.offset(begin))}))
            return fail(status::json_scratch_full, quote);
        if (strings == keep::yes) {
            if (escaped && !decode(name)) return fail(status::json_scratch_full, quote);
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
            if (other.hash == hash && same_string(text_.first() + other.offset, begin)) return true;
        }
        return false;
    }

    // Checks a string from `at` to its closing quote.
    [[gnu::noinline]] static constexpr checked_string check_string(json_text text, const char* at,
                                                                   bool surrogate_escape) noexcept {
        bool escaped = false;
        for (;;) {
            at = text.skip_plain(at);
            if (at == text.last()) return {status::json_truncated, at, escaped};
            const auto byte = static_cast<unsigned char>(*at);
            if (byte == '"') return {status::ok, at, escaped};
            if (byte < ' ') return {status::json_control_character, at, escaped};
            if (byte == '\\') {
                escaped = true;
                const run escape = check_escape(text, at, surrogate_escape);
                if (escape.st != status::ok) return {escape.st, escape.at, escaped};
                at = escape.at;
            } else {
                const std::uint8_t bytes = decode_utf8(text.from(at)).bytes;
                if (bytes == 0 && is_cut_sequence(text.from(at))) return {status::json_truncated, text.last(), escaped};
                if (bytes == 0) return {status::json_invalid_utf8, at, escaped};
                at += bytes;
            }
        }
    }

    // Does the text end inside a sequence that was valid so far? One of these two bytes goes on with any of those.
    static constexpr bool is_cut_sequence(std::string_view tail) noexcept {
        return tail.size() < 4 && (is_begun_by(tail, '\x80') || is_begun_by(tail, '\xbf'));
    }

    static constexpr bool is_begun_by(std::string_view tail, char filler) noexcept {
        char whole[4] = {filler, filler, filler, filler};
        for (std::size_t i = 0; i < tail.size(); ++i) whole[i] = tail[i];
        const char* const first = whole;
        return decode_utf8({first, sizeof(whole)}).bytes > tail.size();
    }

    // Checks the escape, or pair of escapes, that begins with the backslash at `begin`.
    static constexpr run check_escape(json_text text, const char* begin, bool surrogate_escape) noexcept {
        if (text.left(begin) < 2) return {status::json_truncated, text.last()};
        switch (begin[1]) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't': return {status::ok, begin + 2};
        case 'u': break;
        default: return {status::json_invalid_escape, begin};
        }
        const code_unit high = read_code_unit(text, begin + 2);
        if (high.st != status::ok) return {high.st, high.st == status::json_truncated ? text.last() : begin};
        if (high.value < 0xd800 || high.value > 0xdfff) return {status::ok, begin + 6};
        if (high.value >= 0xdc00) {
            const bool is_byte = surrogate_escape && high.value >= 0xdc80 && high.value <= 0xdcff;
            return {is_byte ? status::ok : status::json_lone_surrogate, begin + (is_byte ? 6 : 0)};
        }
        const char* const second = begin + 6;
        for (std::size_t i = 0; i < 2; ++i) {
            if (text.left(second) == i) return {status::json_truncated, text.last()};
            if (second[i] != "\\u"[i]) return {status::json_lone_surrogate, begin};
        }
        const code_unit low = read_code_unit(text, second + 2);
        if (low.st == status::json_truncated) return {low.st, text.last()};
        if (low.st != status::ok) return {low.st, second};
        if (low.value < 0xdc00 || low.value > 0xdfff) return {status::json_lone_surrogate, begin};
        return {status::ok, second + 6};
    }

    struct code_unit {
        status st;
        char32_t value;
    };

    static constexpr code_unit read_code_unit(json_text text, const char* at) noexcept {
        char32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            if (text.left(at) == i) return {status::json_truncated, {}};
            const int digit = hex_digit_value(at[i]);
            if (digit < 0) return {status::json_invalid_escape, {}};
            value = value << 4 | static_cast<char32_t>(digit);
        }
        return {status::ok, value};
    }

    // Replaces the text between the quotes of a checked string by its characters, in the scratch.
    [[gnu::always_inline]] constexpr bool decode(std::string_view& raw) noexcept {
        char* const to = scratch_ + scratch_used_;
        const std::size_t room = scratch_size_ - scratch_used_ - spilled_bytes(keys_last_);
        const std::size_t size = decode_into(to, room, raw.data());
        if (size > room) return false;
        raw = {static_cast<const char*>(to), size};
        scratch_used_ += size;
        return true;
    }

    // Returns the size of the decoded string, or a larger one than the room where it does not fit.
    [[gnu::noinline]] static constexpr std::size_t decode_into(char* to, std::size_t room, const char* from) noexcept {
        json_string_bytes bytes(from);
        std::size_t size = 0;
        for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) {
            if (size == room) return room + 1;
            to[size++] = static_cast<char>(byte);
        }
        return size;
    }

    [[gnu::noinline]] static constexpr bool same_string(const char* left, const char* right) noexcept {
        json_string_bytes left_bytes(left);
        json_string_bytes right_bytes(right);
        for (;;) {
            const int byte = left_bytes.next();
            if (byte != right_bytes.next()) return false;
            if (byte < 0) return true;
        }
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

/// The value of a number token from 0 to 2^64 - 1, exactly. value_wrong_type: it has a fraction or an exponent (or is
/// no number at all); value_out_of_range: it is negative, which "-0" is too, or too large. O(n).
constexpr json_integer<std::uint64_t> to_uint64(std::string_view number) noexcept {
    const bool is_negative = !number.empty() && number.front() == '-';
    const json_text text(number.substr(is_negative ? 1 : 0));
    if (text.first() == text.last()) return {status::value_wrong_type};

    std::uint64_t value = 0;
    bool fits = !is_negative;
    const char* at = text.first();
    for (std::size_t size = (text.left(at) - 1) % 8 + 1; at != text.last(); at += size, size = 8) {
        const json_integer<std::uint64_t> part = value_of_digits(text.word(at), size);
        if (part.st != status::ok) return part;
        if (text.offset(at) > 8)
            fits = fits && value <= (UINT64_MAX - part.value) / 100'000'000; // 16 digits always fit
        value = value * 100'000'000 + part.value;
    }
    if (!fits) return {status::value_out_of_range};
    return {status::ok, value};
}

/// The value of a number token from -2^63 to 2^63 - 1, exactly; "-0" is 0. Errors as for to_uint64. O(n).
constexpr json_integer<std::int64_t> to_int64(std::string_view number) noexcept {
    const bool is_negative = !number.empty() && number.front() == '-';
    if (is_negative) number.remove_prefix(1);
    if (is_negative && !number.empty() && number.front() == '-') return {status::value_wrong_type};
    const json_integer<std::uint64_t> magnitude = to_uint64(number);
    if (magnitude.st != status::ok) return {magnitude.st};
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (magnitude.value >= limit + (is_negative ? 1 : 0)) return {status::value_out_of_range};
    const std::uint64_t bits = is_negative ? 0 - magnitude.value : magnitude.value;
    return {status::ok, static_cast<std::int64_t>(bits)};
}

} // namespace cleave
