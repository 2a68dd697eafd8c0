// SPDX-License-Identifier: MIT
//
// json_writer: JSON with the bytes that Python's json.dumps gives the same value.
//
//     json_writer(out).begin_object().key("cmd").string("put").end_object().st()   ->   {"cmd": "put"}
//
// Never allocates, and never writes beyond the span it was given.
#pragma once

#include "detail/copy_bytes.hpp"
#include "detail/json_text.hpp"
#include "detail/utf8.hpp"
#include "status.hpp"

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace cleave {

/// How a writer writes. The defaults are those of Python's json.dumps.
struct json_writer_options {
    std::string_view item_separator = ", "; // between members, and between items
    std::string_view key_separator = ": ";  // between a key and its value
    bool ensure_ascii = true;               // write everything outside ASCII, and DEL, as \uXXXX
    bool surrogate_escape = false; // write each byte that is not UTF-8 as \udc80 to \udcff, as Python's PEP 383 does
};

/// Writes one JSON value into a span, with the bytes that Python's json.dumps gives the same value.
///
///     json_writer(out).begin_object().key("cmd").string("put").end_object().st()
///
/// The calls must make up a value: keys only in objects, every begin its end, at most 64 open at a time.
/// Keys are not checked for duplicates. Where the span is too small, nothing is written beyond it, the rest is only
/// measured, st() says need_output and size_needed() how much it takes. The first error ends the writing.
class json_writer {
  public:
    /// Writes into `out`, which must outlive the writer; an empty one only measures.
    constexpr explicit json_writer(std::span<char> out, json_writer_options style = {}) noexcept
        : json_writer(out.data(), out.size(), style) {}
    /// Takes a pointer and a size in characters.
    constexpr json_writer(char* out, std::size_t size, json_writer_options style = {}) noexcept
        : out_(out), out_size_(size), style_(style) {}

    /// Brackets. Each returns the writer, as all that follows does, for the next call.
    constexpr json_writer& begin_object() noexcept { return open('{', true); }
    constexpr json_writer& end_object() noexcept { return close('}', true); }
    constexpr json_writer& begin_array() noexcept { return open('[', false); }
    constexpr json_writer& end_array() noexcept { return close(']', false); }

    /// Writes a key, and its colon. `name` is UTF-8: json_invalid_utf8 where it is not, unless the style has
    /// surrogate_escape.
    constexpr json_writer& key(std::string_view name) noexcept {
        assert(in_object() && place_ != place::value);
        if (place_ == place::next) put(style_.item_separator);
        put_string(name);
        put(style_.key_separator);
        place_ = place::value;
        return *this;
    }

    /// Writes a string of UTF-8: json_invalid_utf8 where it is not, unless the style has surrogate_escape.
    constexpr json_writer& string(std::string_view value) noexcept {
        begin_value();
        put_string(value);
        return *this;
    }

    /// Writes an integer of any type.
    template <std::integral Integer>
    constexpr json_writer& integer(Integer value) noexcept {
        static_assert(sizeof(Integer) <= 8 && !std::same_as<Integer, bool>);
        begin_value();
        char digits[20] = {};
        std::size_t first = sizeof(digits);
        auto magnitude = static_cast<std::uint64_t>(value);
        const bool is_negative = value < Integer{0};
        if (is_negative) magnitude = 0 - magnitude;
        do digits[--first] = static_cast<char>('0' + magnitude % 10);
        while ((magnitude /= 10) != 0);
        if (is_negative) put("-");
        put(digits + first, sizeof(digits) - first);
        return *this;
    }

    /// Writes a number as written: the text of a number token.
    constexpr json_writer& number(std::string_view as_written) noexcept { return raw(as_written); }

    /// true or false, and null.
    constexpr json_writer& boolean(bool value) noexcept { return raw(value ? "true" : "false"); }
    constexpr json_writer& null() noexcept { return raw("null"); }

    /// Writes a value that is JSON already, such as what raw_value() gave. It is not checked.
    constexpr json_writer& raw(std::string_view json) noexcept {
        assert(!json.empty());
        begin_value();
        put(json);
        return *this;
    }

    /// Ends the value: ok, need_output where the span is too small, or the first error.
    constexpr status st() noexcept {
        assert(is_error(error_) || (depth_ == 0 && place_ == place::next));
        if (error_ != status::ok) return error_;
        return size_ > out_size_ ? status::need_output : status::ok;
    }

    /// Returns the text written, if st() is ok; else nothing.
    constexpr std::string_view text() const noexcept {
        if (error_ != status::ok || size_ > out_size_) return {};
        return {static_cast<const char*>(out_), size_};
    }

    /// Returns the size of the span that what was written so far takes.
    constexpr std::size_t size_needed() const noexcept { return size_; }

  private:
    enum class place : std::uint8_t { first, next, value };

    constexpr bool in_object() const noexcept { return (objects_ & 1) != 0; }

    constexpr void begin_value() noexcept {
        assert(in_object() ? place_ == place::value : depth_ != 0 || place_ == place::first);
        if (place_ == place::next) put(style_.item_separator);
        place_ = place::next;
    }

    constexpr json_writer& open(char bracket, bool is_object) noexcept {
        assert(depth_ < 64);
        begin_value();
        put(&bracket, 1);
        ++depth_;
        objects_ = objects_ << 1 | (is_object ? 1u : 0u);
        place_ = place::first;
        return *this;
    }

    constexpr json_writer& close(char bracket, [[maybe_unused]] bool is_object) noexcept {
        assert(depth_ != 0 && in_object() == is_object && place_ != place::value);
        put(&bracket, 1);
        --depth_;
        objects_ >>= 1;
        place_ = place::next;
        return *this;
    }

    // Once something did not fit, size_ is beyond the span for good: so nothing smaller that comes later is written
    // either.
    constexpr void put(const char* from, std::size_t size) noexcept {
        if (error_ != status::ok) return;
        if (size_ <= out_size_ && size <= out_size_ - size_) copy(from, size, out_ + size_);
        size_ += size;
    }

    constexpr void put(std::string_view text) noexcept { put(text.data(), text.size()); }

    static constexpr void copy(const char* from, std::size_t size, char* into) noexcept {
        if (std::is_constant_evaluated() || size < 8) {
            for (std::size_t i = 0; i < size; ++i) into[i] = from[i];
        } else if (size <= 16) {
            detail::copy_both_ends<8>(from, size, into);
        } else {
            std::memcpy(into, from, size);
        }
    }

    constexpr void put_string(std::string_view value) noexcept {
        const detail::json_text text(value);
        put("\"");
        for (const char* at = text.first(); at != text.last();) {
            const char* const plain = skip_verbatim(text, at);
            put(at, static_cast<std::size_t>(plain - at));
            at = plain;
            if (at != text.last()) at = put_escaped(text, at);
        }
        put("\"");
    }

    // What is written as it is. DEL is plain to a reader, but not ASCII enough for json.dumps.
    constexpr const char* skip_verbatim(detail::json_text text, const char* at) const noexcept {
        return style_.ensure_ascii ? text.skip_plain<true>(at) : text.skip_plain(at);
    }

    // Writes the character at `at`, which is not written as it is, and returns where the next one begins.
    constexpr const char* put_escaped(detail::json_text text, const char* at) noexcept {
        switch (*at) {
        case '"': put("\\\""); return at + 1;
        case '\\': put("\\\\"); return at + 1;
        case '\b': put("\\b"); return at + 1;
        case '\f': put("\\f"); return at + 1;
        case '\n': put("\\n"); return at + 1;
        case '\r': put("\\r"); return at + 1;
        case '\t': put("\\t"); return at + 1;
        default: break;
        }
        const detail::utf8_char character = detail::decode_utf8(text.from(at));
        if (character.bytes == 0) {
            if (!style_.surrogate_escape) {
                error_ = status::json_invalid_utf8;
                return text.last();
            }
            put_code_unit(0xdc00u | static_cast<unsigned char>(*at));
            return at + 1;
        }
        if (character.bytes > 1 && !style_.ensure_ascii) {
            put(at, character.bytes);
        } else if (character.code_point < 0x10000) {
            put_code_unit(character.code_point);
        } else {
            put_code_unit(0xd800 + ((character.code_point - 0x10000) >> 10));
            put_code_unit(0xdc00 + (character.code_point & 0x3ff));
        }
        return at + character.bytes;
    }

    constexpr void put_code_unit(char32_t unit) noexcept {
        char escape[6] = {'\\', 'u'};
        for (unsigned i = 0; i < 4; ++i) escape[2 + i] = "0123456789abcdef"[unit >> (12 - 4 * i) & 0xf];
        put(escape, sizeof(escape));
    }

    char* out_;
    std::size_t out_size_;
    json_writer_options style_;
    std::size_t size_ = 0;
    std::uint64_t objects_ = 0; // for each open container, innermost lowest: is it an object?
    std::uint8_t depth_ = 0;
    place place_ = place::first;
    status error_ = status::ok;
};

} // namespace cleave
