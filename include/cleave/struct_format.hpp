// SPDX-License-Identifier: MIT
//
// struct_format: the format language of Python's `struct` module, at compile time and at run time.
//
//     "<iq10s"   no padding, little-endian       i at 0    q at 4            10 bytes at 12     22 in all
//     "@iq10s"   the machine's own alignment     i at 0    q at 8 (or 4)     10 bytes at 16     26 in all
//
// One reader serves both: the compiler runs it over the text of a template argument, a program over any text. It yields
// runs (`1000000000B` is one run), so no format needs storage in proportion to what it describes. It never allocates
// and never looks at values: those are for pack.hpp and pack_values.hpp.
#pragma once

#include "status.hpp"

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// A text as a template argument: `pack<"<iq">`. Holds the characters without the terminating NUL.
template <std::size_t Length>
struct fixed_string {
    char text[Length + 1] = {}; // the characters, and a NUL

    /// Out of a literal.
    constexpr fixed_string(const char (&literal)[Length + 1]) noexcept {
        for (std::size_t i = 0; i < Length; ++i) text[i] = literal[i];
    }

    /// Returns the characters; valid as long as the fixed_string, which is forever when it is a template argument.
    constexpr std::string_view view() const noexcept { return {text, Length}; }
};

/// Leaves out the literal's NUL.
template <std::size_t Size>
fixed_string(const char (&)[Size]) -> fixed_string<Size - 1>;

namespace detail {

/// The kind of value that a format code stands for.
enum class code_kind : std::uint8_t {
    none,      // not a code, or not one in this mode
    pad,       // x: zero bytes, no value
    character, // c: one byte
    truth,     // ?
    signed_integer,
    unsigned_integer,
    real,          // e f d
    bytes,         // s: the count is the length of one value
    counted_bytes, // p: likewise; the first byte tells how many of the others count
};

/// A format code as one mode lays it out.
struct code_layout {
    code_kind kind = code_kind::none; // what it packs; none: there is no such code
    std::uint8_t size = 0;            // of an item, bytes
    std::uint8_t alignment = 1;       // 1 where the mode aligns nothing
};

/// The prefix of a format: `@` or nothing is native, `=` `<` `>` `!` are not.
struct format_prefix {
    bool is_native = true; // the sizes and the alignment of this machine's C types, n N P and a silent infinity for f
    std::endian order = std::endian::native; // of integers and floats
    std::size_t length = 0;                  // characters that it takes
};

/// Reads the prefix. Any text has one; the native mode needs no character.
constexpr format_prefix prefix_of(std::string_view text) noexcept {
    if (text.empty()) return {};
    switch (text.front()) {
    case '@': return {true, std::endian::native, 1};
    case '=': return {false, std::endian::native, 1};
    case '<': return {false, std::endian::little, 1};
    case '>':
    case '!': return {false, std::endian::big, 1};
    default: return {};
    }
}

/// Returns the layout of a C type inside a struct. (`alignof` will not do: for i386 some compilers answer with the
/// alignment they prefer, not with the one that structs have.)
template <class T>
constexpr code_layout native_layout(code_kind kind) noexcept {
    struct probe {
        char first;
        T second;
    };
    return {kind, sizeof(T), sizeof(probe) - sizeof(T)};
}

/// Returns the layout of one code, or kind `none` where the mode does not have it.
constexpr code_layout layout_of(char code, bool is_native) noexcept {
    using enum code_kind;
    switch (code) {
    case 'x': return {pad, 1};
    case 'c': return {character, 1};
    case '?': return {truth, 1};
    case 'b': return {signed_integer, 1};
    case 'B': return {unsigned_integer, 1};
    case 's': return {bytes, 1};
    case 'p': return {counted_bytes, 1};
    default: break;
    }
    if (is_native) {
        switch (code) {
        case 'h': return native_layout<short>(signed_integer);
        case 'H': return native_layout<unsigned short>(unsigned_integer);
        case 'i': return native_layout<int>(signed_integer);
        case 'I': return native_layout<unsigned>(unsigned_integer);
        case 'l': return native_layout<long>(signed_integer);
        case 'L': return native_layout<unsigned long>(unsigned_integer);
        case 'q': return native_layout<long long>(signed_integer);
        case 'Q': return native_layout<unsigned long long>(unsigned_integer);
        case 'n': return native_layout<std::ptrdiff_t>(signed_integer);
        case 'N': return native_layout<std::size_t>(unsigned_integer);
        case 'P': return native_layout<void*>(unsigned_integer);
        case 'e': return native_layout<short>(real);
        case 'f': return native_layout<float>(real);
        case 'd': return native_layout<double>(real);
        default: return {};
        }
    }
    switch (code) {
    case 'h': return {signed_integer, 2};
    case 'H': return {unsigned_integer, 2};
    case 'i':
    case 'l': return {signed_integer, 4};
    case 'I':
    case 'L': return {unsigned_integer, 4};
    case 'q': return {signed_integer, 8};
    case 'Q': return {unsigned_integer, 8};
    case 'e': return {real, 2};
    case 'f': return {real, 4};
    case 'd': return {real, 8};
    default: return {};
    }
}

/// A count and a code, laid out: `count` items of `size` bytes, one after the other, the first at `offset`. For s and
/// p it is one item of `count` bytes.
struct format_run {
    char code = 0;                    // as it is written
    code_kind kind = code_kind::none; // what it packs
    std::uint8_t size = 0;            // of an item, bytes
    std::size_t count = 0;            // how many items, or bytes of one
    std::size_t values = 0;           // that the run takes or gives: `count`, but 1 for s and p, 0 for x
    std::size_t offset = 0;           // of the first, from the start of the struct

    /// Returns the size in bytes of the run.
    constexpr std::size_t bytes() const noexcept { return count * size; }
    /// Returns whether the count is the size of one item: s and p.
    constexpr bool is_sized() const noexcept { return kind == code_kind::bytes || kind == code_kind::counted_bytes; }
};

} // namespace detail

/// The properties of a whole format.
struct format_info {
    status st = status::ok;                  // or why it is not a format
    std::size_t position = 0;                // of the character at fault
    std::size_t size = 0;                    // in bytes
    std::size_t values = 0;                  // that it takes or gives
    bool is_native = true;                   // sizes and alignment of this machine
    std::endian order = std::endian::native; // of integers and floats
    bool has_padding = false;                // bytes that belong to no value: x, and the gaps of alignment
};

namespace detail {

/// Python's limit, PY_SSIZE_T_MAX: for the size of a format, a count, and the number of values.
inline constexpr auto format_size_max = static_cast<std::size_t>(PTRDIFF_MAX);

/// Reads a format run by run. Reads the text lazily: the text must outlive the reader. Constant memory.
class format_reader {
  public:
    /// text: must outlive the reader.
    constexpr explicit format_reader(std::string_view text) noexcept : text_(text) {
        if (const auto null = text.find('\0'); null != text.npos) fail(status::format_embedded_null, null);
        const format_prefix prefix = prefix_of(text);
        at_ = prefix.length;
        info_.is_native = prefix.is_native;
        info_.order = prefix.order;
    }

    /// Returns true and the next run; false at the end, or at the first error, which info() then reports.
    constexpr bool next(format_run& run) noexcept {
        if (info_.st != status::ok) return false;
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
        if (at_ == text_.size()) return false;
        if (!read_count(run.count)) return false;
        run.code = text_[at_];
        const code_layout layout = layout_of(run.code, info_.is_native);
        if (layout.kind == code_kind::none) return fail(status::format_bad_char, at_), false;
        run.kind = layout.kind;
        run.size = layout.size;
        if (!place(run, layout.alignment)) return fail(status::format_too_large, at_), false;
        ++at_;
        return true;
    }

    /// Returns the result so far; that of the whole format once next() has returned false.
    constexpr const format_info& info() const noexcept { return info_; }

  private:
    static constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
    static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

    constexpr void fail(status st, std::size_t position) noexcept {
        info_.st = st;
        info_.position = position;
    }

    constexpr bool read_count(std::size_t& count) noexcept {
        count = 1;
        if (!is_digit(text_[at_])) return true;
        count = 0;
        for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
            const auto digit = static_cast<std::size_t>(text_[at_] - '0');
            if (count > (format_size_max - digit) / 10) return fail(status::format_too_large, at_), false;
            count = count * 10 + digit;
        }
        if (at_ == text_.size()) return fail(status::format_count_without_code, at_), false;
        return true;
    }

    // Alignment is for native formats only, and never before the first byte: "0q" is empty wherever q aligns.
    constexpr bool place(format_run& run, std::size_t alignment) noexcept {
        run.values = run.is_sized() ? 1 : run.kind == code_kind::pad ? 0 : run.count;
        if (run.values > format_size_max - info_.values) return false;
        const std::size_t gap = (alignment - info_.size % alignment) % alignment;
        if (gap > format_size_max - info_.size) return false;
        run.offset = info_.size + gap;
        if (gap != 0 || run.kind == code_kind::pad) info_.has_padding = true;
        if (run.count > (format_size_max - run.offset) / run.size) return false;
        info_.size = run.offset + run.bytes();
        info_.values += run.values;
        return true;
    }

    std::string_view text_;
    std::size_t at_;
    format_info info_;
};

} // namespace detail

/// Reads a whole format. Linear in the text, whatever its counts.
constexpr format_info inspect_format(std::string_view text) noexcept {
    detail::format_reader reader(text);
    for (detail::format_run run; reader.next(run);) {
    }
    return reader.info();
}

namespace detail {

/// A format known only at run time, read anew from its text by each operation: no storage, no limit. The text must
/// outlive it.
class format_text {
  public:
    /// text: must outlive this.
    constexpr explicit format_text(std::string_view text) noexcept : text_(text), info_(inspect_format(text)) {}

    /// Returns the format's size and number of values, or its error.
    constexpr const format_info& info() const noexcept { return info_; }

    /// Yields the runs, `for (const format_run& run : format)`; none beyond an error.
    class iterator {
      public:
        /// At the first run.
        constexpr explicit iterator(std::string_view text) noexcept : reader_(text), has_run_(reader_.next(run_)) {}
        /// Returns the run.
        constexpr const format_run& operator*() const noexcept { return run_; }
        /// On to the next run.
        constexpr iterator& operator++() noexcept { return has_run_ = reader_.next(run_), *this; }
        /// Returns whether there is a run.
        constexpr bool operator!=(std::nullptr_t) const noexcept { return has_run_; }

      private:
        format_reader reader_;
        format_run run_;
        bool has_run_;
    };

    /// Returns the runs, in order.
    constexpr iterator begin() const noexcept { return iterator(text_); }
    /// Returns the end of the runs.
    constexpr std::nullptr_t end() const noexcept { return nullptr; }

  private:
    std::string_view text_;
    format_info info_;
};

} // namespace detail

/// A format known at compile time. A text that is not a format does not compile.
template <fixed_string Text>
struct struct_format {
    static constexpr format_info info = inspect_format(Text.view()); // what the format comes to

    static_assert(info.st != status::format_bad_char, "bad char in struct format");
    static_assert(info.st != status::format_embedded_null, "embedded null character in struct format");
    static_assert(info.st != status::format_count_without_code, "repeat count given without format specifier");
    static_assert(info.st != status::format_too_large, "total struct size too long");
};

/// Returns the size in bytes of a format known at compile time.
template <fixed_string Text>
consteval std::size_t calcsize() noexcept {
    return struct_format<Text>::info.size;
}

namespace detail {

/// The items of a format known at compile time, one for each value: runs of count 1, but for s and p, whose count is
/// the length. At most 1024: more would be no use as arguments, and would take the compiler long.
template <fixed_string Text>
inline constexpr auto format_items = [] {
    constexpr std::size_t values = struct_format<Text>::info.values;
    static_assert(values <= 1024, "a format known at compile time has at most 1024 values");
    std::array<format_run, values <= 1024 ? values : 0> items{};
    if constexpr (values <= 1024) {
        std::size_t filled = 0;
        format_reader reader(Text.view());
        for (format_run run; reader.next(run);) {
            const std::size_t total = run.values;
            run.values = 1;
            if (!run.is_sized()) run.count = 1;
            for (std::size_t i = 0; i < total; ++i, run.offset += run.size) items[filled++] = run;
        }
    }
    return items;
}();

} // namespace detail

} // namespace cleave
