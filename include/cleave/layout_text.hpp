// SPDX-License-Identifier: MIT
//
// layout_text: a layout as text, for command lines, configurations and reports, both ways.
//
//     width=3,order=little,gap=1      form=decimal,width=4      width=ber,offset=1,magic=0:30,padded
//
//     width=N             bytes, 1 to 8; digits, 1 to 16       offset=N   header bytes before the length
//     width=FORM          the same as form=FORM                gap=N      header bytes after it
//     form=FORM           binary varint ber be7 quic           trailer=N  bytes after the payload
//                         decimal hexadecimal                  min=N      bytes of the least payload
//     order=big|little                                         max=N      bytes of the greatest
//     signed                                                   magic=AT:HEX    constant bytes of the header
//     bits=N              low bits that are the length         varint-bytes=N  bytes of the longest length
//     unit=1|2|4|8        bytes that count as one              padded          lengths may have more than they need
//     counts=payload|field|frame|from:N    from_field, whole_frame and max_payload are other words for three of these
//
// Each part may be left out: the default of prefix_layout holds.
#pragma once

#include "detail/platform.hpp"
#include "layout.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// The error in a text; none where `expected` is empty. part: a view of the text, or all of it.
struct layout_text_error {
    std::string_view part = {};     // that is wrong
    std::string_view expected = {}; // what should stand there, or hold

    /// Whether something is wrong.
    constexpr explicit operator bool() const noexcept { return !expected.empty(); }
};

/// Returns the rule that a layout breaks, in one clause. Valid forever.
constexpr std::string_view rule_of(layout_error error) noexcept {
    switch (error) {
    case layout_error::none: return "a valid layout";
    case layout_error::binary_width_not_1_to_8: return "a binary length of 1 to 8 bytes";
    case layout_error::digits_not_1_to_16: return "1 to 16 digits";
    case layout_error::only_binary_can_be_signed: return "a binary length where it is signed";
    case layout_error::only_unsigned_binary_has_length_bits: return "an unsigned binary length where bits are given";
    case layout_error::length_bits_exceed_the_field: return "no more bits than the length has";
    case layout_error::unit_not_1_2_4_or_8: return "a unit of 1, 2, 4 or 8 bytes";
    case layout_error::max_varint_bytes_not_1_to_10: return "a longest length of 1 to 10 bytes";
    case layout_error::header_longer_than_255_bytes: return "a header of at most 255 bytes";
    case layout_error::only_fixed_fields_count_the_header: return "a length of fixed size where it counts the header";
    case layout_error::counts_from_beyond_the_header: return "a count that begins within the header";
    case layout_error::magic_longer_than_16_bytes: return "at most 16 constant bytes";
    case layout_error::magic_outside_the_header: return "constant bytes within the header";
    case layout_error::magic_overlaps_the_length: return "constant bytes before the length, or after one of fixed size";
    case layout_error::length_field_can_not_cover_the_header: return "a length that can count its own header";
    case layout_error::max_payload_exceeds_the_length_field: return "a greatest payload that the length can say";
    case layout_error::min_payload_exceeds_max_payload: return "a payload between the least and the greatest";
    }
    return "";
}

namespace detail {

inline constexpr std::string_view form_names[] = {"binary", "varint", "ber", "be7", "quic", "decimal", "hexadecimal"};

/// Reads decimal digits, at most `most`. returns: whether they were read.
constexpr bool read_decimal(std::string_view text, std::uint64_t most, std::uint64_t& into) noexcept {
    std::uint64_t value = 0;
    for (const char c : text) {
        const unsigned digit = c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') : 10;
        if (digit > 9 || value > (most - digit) / 10 || most < digit) return false;
        value = value * 10 + digit;
    }
    into = value;
    return !text.empty();
}

constexpr bool read_byte(std::string_view text, std::uint8_t& into) noexcept {
    std::uint64_t value = 0;
    if (!read_decimal(text, 255, value)) return false;
    into = static_cast<std::uint8_t>(value);
    return true;
}

constexpr bool read_form(std::string_view text, length_form& into) noexcept {
    for (std::size_t i = 0; i < std::size(form_names); ++i) {
        if (text != form_names[i]) continue;
        into = static_cast<length_form>(i);
        return true;
    }
    return false;
}

constexpr bool read_counts(std::string_view text, length_counts& into) noexcept {
    if (text == "payload") return into = length_counts::payload, true;
    if (text == "field" || text == "from_field") return into = length_counts::from_field, true;
    if (text == "frame" || text == "whole_frame") return into = length_counts::whole_frame, true;
    std::uint64_t first = 0;
    if (!text.starts_with("from:") || !read_decimal(part_of(text, 5), 253, first)) return false;
    return into = counts_from_byte(static_cast<std::uint8_t>(first)), true;
}

constexpr bool read_magic(std::string_view text, magic_bytes& into) noexcept {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view digits = part_of(text, colon + 1);
    magic_bytes magic;
    if (!read_byte(part_of(text, 0, colon), magic.at)) return false;
    if (digits.empty() || digits.size() % 2 != 0 || digits.size() > 2 * sizeof magic.bytes) return false;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const unsigned digit = digit_value(static_cast<std::byte>(digits[i]));
        if (digit > 15) return false;
        magic.bytes[i / 2] = static_cast<std::byte>(std::to_integer<unsigned>(magic.bytes[i / 2]) << 4 | digit);
    }
    magic.size = static_cast<std::uint8_t>(digits.size() / 2);
    into = magic;
    return true;
}

/// Reads one part. returns: what was expected, or nothing where it was read.
constexpr std::string_view read_part(std::string_view name, std::string_view value, prefix_layout& into) noexcept {
    constexpr std::uint64_t any = automatic_limit - 1;
    const auto expected = [](bool read, std::string_view what) { return read ? std::string_view() : what; };
    constexpr std::string_view small = "a number from 0 to 255";
    constexpr std::string_view forms = "binary, varint, ber, be7, quic, decimal or hexadecimal";
    if (name == "width") {
        const bool read = read_byte(value, into.width) || read_form(value, into.form);
        return expected(read, "a number, or varint, ber, be7 or quic");
    }
    if (name == "form") return expected(read_form(value, into.form), forms);
    if (name == "order") {
        into.order = value == "little" ? std::endian::little : std::endian::big;
        return expected(value == "little" || value == "big", "big or little");
    }
    if (name == "signed") return expected(into.is_signed = value.empty(), "nothing after signed");
    if (name == "padded") return expected(into.padded_varints = value.empty(), "nothing after padded");
    if (name == "bits") return expected(read_byte(value, into.length_bits), small);
    if (name == "unit") return expected(read_byte(value, into.unit), small);
    if (name == "counts") return expected(read_counts(value, into.counts), "payload, field, frame or from:N");
    if (name == "offset") return expected(read_byte(value, into.offset), small);
    if (name == "gap") return expected(read_byte(value, into.gap), small);
    if (name == "trailer") return expected(read_byte(value, into.trailer), small);
    if (name == "min") return expected(read_decimal(value, any, into.min_payload), "a number of bytes");
    if (name == "max" || name == "max_payload")
        return expected(read_decimal(value, any, into.max_payload), "a number of bytes");
    if (name == "magic") return expected(read_magic(value, into.magic), "AT:HEX, 1 to 16 bytes");
    if (name == "varint-bytes") return expected(read_byte(value, into.max_varint_bytes), small);
    return "width=, form=, order=, signed, bits=, unit=, counts=, offset=, gap=, trailer=, min=, max=, magic=, "
           "varint-bytes= or padded";
}

/// Reads the parts of a text over what `layout` says.
constexpr layout_text_error read_parts(std::string_view text, prefix_layout& layout) noexcept {
    for (std::size_t at = 0; at <= text.size();) {
        const std::string_view part = part_of(text, at, text.find(',', at) - at);
        const std::size_t equals = part.find('=');
        const std::string_view name = part_of(part, 0, equals);
        const std::string_view value = equals == std::string_view::npos ? "" : part_of(part, equals + 1);
        if (const std::string_view expected = read_part(name, value, layout); !expected.empty())
            return {part, expected};
        at += part.size() + 1;
    }
    return {};
}

constexpr layout_text_error checked_into(std::string_view text, const prefix_layout& layout,
                                         runtime_layout& into) noexcept {
    const layout_error error = runtime_layout::from(layout, into);
    return error == layout_error::none ? layout_text_error{} : layout_text_error{text, rule_of(error)};
}

/// Characters of a text, as far as there is room.
struct text_room {
    std::span<char> room;
    std::size_t used = 0;

    constexpr void add(std::string_view text) noexcept {
        for (const char c : text)
            if (used < room.size()) room[used++] = c;
    }
    constexpr void add_number(std::uint64_t value) noexcept {
        char digits[20]{};
        std::size_t first = sizeof digits;
        do digits[--first] = static_cast<char>('0' + value % 10);
        while (value /= 10);
        add(std::string_view(digits + first, sizeof digits - first));
    }
    constexpr void add_part(std::string_view name) noexcept {
        if (used != 0) add(",");
        add(name);
    }
    constexpr void add_part(std::string_view name, std::uint64_t value, std::uint64_t usual) noexcept {
        if (value == usual) return;
        add_part(name);
        add_number(value);
    }
    constexpr void add_counts(length_counts counts) noexcept {
        if (counts == length_counts::payload) return;
        add_part("counts=");
        if (counts == length_counts::from_field) return add("field");
        if (counts == length_counts::whole_frame) return add("frame");
        add("from:");
        add_number(static_cast<std::uint64_t>(counts));
    }
    constexpr void add_magic(const magic_bytes& magic) noexcept {
        if (magic.size == 0) return;
        add_part("magic=");
        add_number(magic.at);
        add(":");
        for (std::size_t i = 0; i < 2U * magic.size; ++i) {
            const auto byte = std::to_integer<unsigned>(magic.bytes[i / 2]);
            const char digit = "0123456789abcdef"[i % 2 == 0 ? byte >> 4 : byte & 15];
            add(std::string_view(&digit, 1));
        }
    }
};

} // namespace detail

/// Reads a layout as this page describes, and checks it. On an error `into` is unchanged.
/// text: not empty. returns: what is wrong, if anything.
constexpr layout_text_error parse_layout(std::string_view text, runtime_layout& into) noexcept {
    prefix_layout layout;
    if (const layout_text_error error = detail::read_parts(text, layout)) return error;
    return detail::checked_into(text, layout, into);
}

/// Writes a layout so that parse_layout reads the same one. Parts that have their default are left out, but for the
/// width or form. room: 256 characters hold every layout. returns: a view of `room`.
constexpr std::string_view to_text(const runtime_layout& layout, std::span<char> room) noexcept {
    const prefix_layout& l = layout.layout();
    constexpr prefix_layout usual;
    prefix_layout unlimited = l;
    unlimited.max_payload = automatic_limit;
    detail::text_room out{room};
    if (l.form != length_form::binary) {
        out.add_part("form=");
        out.add(detail::form_names[static_cast<std::size_t>(l.form)]);
    }
    if (detail::is_fixed(l.form) || l.width != usual.width) out.add_part("width=", l.width, 256);
    if (l.order != usual.order) out.add_part("order=little");
    if (l.is_signed) out.add_part("signed");
    out.add_part("bits=", l.length_bits, 0);
    out.add_part("unit=", l.unit, 1);
    out.add_counts(l.counts);
    out.add_part("offset=", l.offset, 0);
    out.add_part("gap=", l.gap, 0);
    out.add_part("trailer=", l.trailer, 0);
    out.add_part("min=", l.min_payload, 0);
    out.add_part("max=", l.max_payload, detail::resolved(unlimited).max_payload);
    out.add_magic(l.magic);
    out.add_part("varint-bytes=", l.max_varint_bytes, usual.max_varint_bytes);
    if (l.padded_varints) out.add_part("padded");
    return {room.data(), out.used};
}

} // namespace cleave
