// SPDX-License-Identifier: MIT
//
// layout: describes a length prefix by a few numbers. The compiler checks a fixed_layout, which is a type;
// runtime_layout::from() checks a value, for instance from a command line.
//
//     struct kafka : fixed_layout<prefix_layout{.width = 4, .is_signed = true}> {};
//
//        offset       width        gap                            trailer
//     +----------+-------------+---------+----------------------+---------+
//     | leading  | length      | more    | payload              | not     |
//     | bytes    | field       | header  |                      | counted |
//     +----------+-------------+---------+----------------------+---------+
//     |<--------------- header --------->|
//                                        |<-- counts: payload ->|
//                |<-- counts: from_field ---------------------->|
//     |<-- counts: whole_frame -------------------------------->|
//
// Each member of prefix_layout answers one question, and none changes the meaning of another. A length that takes more
// (a table, a sum, an escape) needs a prefix of its own: see prefix.hpp.
#pragma once

#include "byte_order.hpp"
#include "detail/length_field.hpp"
#include "detail/platform.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace cleave {

/// Names the encoding of the length.
enum class length_form : std::uint8_t {
    binary,      // `width` bytes in `order`
    varint,      // 7 bits a byte, low bits first (Protocol Buffers, MQTT)
    ber,         // a byte below 128, or a count and that number of bytes (LDAP, SNMP)
    be7,         // 7 bits a byte, high bits first (SDNV)
    quic,        // 1, 2, 4 or 8 bytes; the first two bits give the size (QUIC, HTTP/3)
    decimal,     // `width` digits
    hexadecimal, // `width` digits, of either case
};

/// Names the byte of the header from which the length counts. counts_from_byte(k) makes one for any other byte.
enum class length_counts : std::uint8_t {
    whole_frame = 0,  // everything, leading bytes included
    from_field = 254, // the length field, the gap and the payload (PostgreSQL)
    payload = 255,    // the bytes after the header (most protocols)
};

/// Counts from byte `index` of the header on. index: 0 to 253, not beyond the header.
constexpr length_counts counts_from_byte(std::uint8_t index) noexcept { return length_counts{index}; }

/// As max_payload, selects 16 MiB, or the maximum of the length field if that is less.
inline constexpr std::uint64_t automatic_limit = ~std::uint64_t{0};

/// Describes header bytes that are the same in every frame: `.magic = {0, "PRPC"}`, or `{2, "\x00\x00"}`.
struct magic_bytes {
    std::uint8_t at = 0;   // the header byte at which they begin
    std::uint8_t size = 0; // 0 to 16
    std::byte bytes[16]{}; // the bytes, and zeros

    constexpr magic_bytes() noexcept = default;
    /// Takes the characters of a literal, without its last NUL.
    template <std::size_t N>
        requires(N >= 2 && N <= 17)
    constexpr magic_bytes(std::uint8_t first, const char (&text)[N]) noexcept
        : at(first), size(static_cast<std::uint8_t>(N - 1)) {
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(text[i]);
    }

    /// Returns the index after the last byte; 0 if there are none.
    constexpr std::size_t end() const noexcept { return size == 0 ? 0 : std::size_t{at} + size; }
    friend constexpr bool operator==(const magic_bytes&, const magic_bytes&) = default;
};

/// Describes a layout. An aggregate; write it with designated initializers.
struct prefix_layout {
    length_form form = length_form::binary;        // how the length is written
    std::uint8_t width = 4;                        // binary: 1 to 8 bytes. digits: 1 to 16 of them
    std::endian order = std::endian::big;          // of a binary length
    bool is_signed = false;                        // binary: two's complement; a negative length is an error
    std::uint8_t length_bits = 0;                  // binary: the number of low bits that are the length; 0: all
    std::uint8_t unit = 1;                         // bytes that the length counts as one: 1, 2, 4 or 8
    length_counts counts = length_counts::payload; // what the length counts
    std::uint8_t offset = 0;                       // header bytes before the length
    std::uint8_t gap = 0;                          // header bytes between the length and the payload
    std::uint8_t trailer = 0;                      // bytes after the payload that the length does not count
    std::uint64_t min_payload = 0;                 // bytes
    std::uint64_t max_payload = automatic_limit;   // bytes
    magic_bytes magic = {};                        // header bytes that never change
    std::uint8_t max_varint_bytes = 10;            // varint, ber, be7, quic: bytes of the longest, 1 to 10
    bool padded_varints = false;                   // the same: whether one may have more bytes than it needs

    friend constexpr bool operator==(const prefix_layout&, const prefix_layout&) = default;
};

/// Names the reason why a layout is not valid.
enum class layout_error : std::uint8_t {
    none,
    binary_width_not_1_to_8,
    digits_not_1_to_16,
    only_binary_can_be_signed,
    only_unsigned_binary_has_length_bits,
    length_bits_exceed_the_field,
    unit_not_1_2_4_or_8,
    max_varint_bytes_not_1_to_10,
    header_longer_than_255_bytes,
    only_fixed_fields_count_the_header,
    counts_from_beyond_the_header,
    magic_longer_than_16_bytes,
    magic_outside_the_header,
    magic_overlaps_the_length,
    length_field_can_not_cover_the_header,
    max_payload_exceeds_the_length_field,
    min_payload_exceeds_max_payload,
};

namespace detail {

/// The numbers that `read` needs, computed once from a layout.
struct layout_plan {
    length_form form = length_form::binary;
    bool is_little = false;
    std::uint8_t offset = 0;
    std::uint8_t width = 0; // of a fixed field; 1 where the field's size varies
    std::uint8_t longest = 0;
    std::uint8_t gap = 0;
    std::uint8_t trailer = 0;
    std::uint8_t unit_shift = 0;
    std::uint8_t field_shift = 0; // from 8 bytes in the field's order to the field
    std::uint8_t magic_end = 0;
    length_rules rules{};
    std::uint64_t mask = 0;    // of a binary field
    std::uint64_t counted = 0; // header bytes that the length counts
    std::uint64_t least = 0;   // least legal number in the field
    std::uint64_t range = 0;   // greatest legal number, less `least`
    std::uint64_t min_payload = 0;
    std::uint64_t max_payload = 0;

    friend constexpr bool operator==(const layout_plan&, const layout_plan&) = default;
};

constexpr bool is_fixed(length_form form) noexcept {
    return form == length_form::binary || form == length_form::decimal || form == length_form::hexadecimal;
}

/// Returns the size in bytes of the longest length field.
constexpr std::size_t longest_field(const prefix_layout& layout) noexcept {
    const std::size_t most = layout.max_varint_bytes;
    if (layout.form == length_form::ber) return most < 9 ? most : 9;
    if (layout.form == length_form::quic) return most < 2 ? 1 : most < 4 ? 2 : most < 8 ? 4 : 8;
    return is_fixed(layout.form) ? layout.width : most;
}

constexpr std::size_t longest_header(const prefix_layout& layout) noexcept {
    return layout.offset + longest_field(layout) + layout.gap;
}

constexpr std::uint64_t counted_header_bytes(const prefix_layout& layout) noexcept {
    if (layout.counts == length_counts::payload) return 0;
    const std::size_t header = longest_header(layout);
    return header - (layout.counts == length_counts::from_field ? layout.offset : std::size_t(layout.counts));
}

/// Returns the greatest number of that many bits.
constexpr std::uint64_t all_ones(std::size_t bits) noexcept {
    return bits == 0 ? 0 : bits >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} >> (64 - bits);
}

constexpr std::uint64_t greatest_of_digits(std::uint64_t base, unsigned width) noexcept {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) value = value * base + (base - 1);
    return value;
}

/// Returns the greatest number that the length field can hold.
constexpr std::uint64_t greatest_number(const prefix_layout& layout) noexcept {
    const std::size_t bytes = longest_field(layout);
    switch (layout.form) {
    case length_form::binary:
        return all_ones(layout.length_bits != 0 ? layout.length_bits : 8 * bytes - (layout.is_signed ? 1 : 0));
    case length_form::varint:
    case length_form::be7: return all_ones(7 * bytes);
    case length_form::ber: return bytes == 1 ? 127 : all_ones(8 * (bytes - 1));
    case length_form::quic: return all_ones(8 * bytes - 2);
    case length_form::decimal: return greatest_of_digits(10, layout.width);
    case length_form::hexadecimal: return greatest_of_digits(16, layout.width);
    }
    return 0;
}

/// Returns how many bytes the length field can count, never above 2^63 - 1.
constexpr std::uint64_t countable_bytes(const prefix_layout& layout) noexcept {
    const std::uint64_t most = std::uint64_t{INT64_MAX} / layout.unit;
    const std::uint64_t number = greatest_number(layout);
    return (number < most ? number : most) * layout.unit;
}

/// Fills in the limit. layout: valid, but for its limits.
constexpr prefix_layout resolved(prefix_layout layout) noexcept {
    constexpr std::uint64_t usual = std::uint64_t{16} << 20;
    const std::uint64_t capacity = countable_bytes(layout) - counted_header_bytes(layout);
    if (layout.max_payload == automatic_limit) layout.max_payload = capacity < usual ? capacity : usual;
    return layout;
}

constexpr std::uint8_t byte_of(std::size_t value) noexcept { return static_cast<std::uint8_t>(value); }

constexpr layout_plan plan_of(const prefix_layout& layout) noexcept {
    layout_plan plan;
    plan.form = layout.form;
    plan.is_little = layout.order == std::endian::little;
    plan.offset = layout.offset;
    plan.width = is_fixed(layout.form) ? layout.width : std::uint8_t{1};
    plan.longest = byte_of(longest_field(layout));
    plan.gap = layout.gap;
    plan.trailer = layout.trailer;
    plan.unit_shift = byte_of(static_cast<std::size_t>(std::countr_zero(layout.unit)));
    plan.field_shift = plan.is_little || layout.form != length_form::binary ? 0 : byte_of(64U - 8U * layout.width);
    plan.magic_end = byte_of(layout.magic.end());
    plan.rules = {plan.longest, layout.padded_varints};
    plan.mask = all_ones(layout.length_bits != 0 ? layout.length_bits : 8 * plan.width);
    plan.counted = counted_header_bytes(layout);
    plan.least = (layout.min_payload + plan.counted + layout.unit - 1) >> plan.unit_shift;
    plan.range = ((layout.max_payload + plan.counted) >> plan.unit_shift) - plan.least;
    plan.min_payload = layout.min_payload;
    plan.max_payload = layout.max_payload;
    return plan;
}

constexpr layout_error check_length(const prefix_layout& layout) noexcept {
    const bool is_binary = layout.form == length_form::binary;
    if (is_binary && (layout.width < 1 || layout.width > 8)) return layout_error::binary_width_not_1_to_8;
    if (!is_binary && is_fixed(layout.form) && (layout.width < 1 || layout.width > 16))
        return layout_error::digits_not_1_to_16;
    if (!is_binary && layout.is_signed) return layout_error::only_binary_can_be_signed;
    if (layout.length_bits != 0 && (!is_binary || layout.is_signed))
        return layout_error::only_unsigned_binary_has_length_bits;
    if (layout.length_bits > 8 * layout.width) return layout_error::length_bits_exceed_the_field;
    if (layout.unit > 8 || !std::has_single_bit(layout.unit)) return layout_error::unit_not_1_2_4_or_8;
    if (layout.max_varint_bytes < 1 || layout.max_varint_bytes > 10) return layout_error::max_varint_bytes_not_1_to_10;
    return layout_error::none;
}

constexpr layout_error check_header(const prefix_layout& layout) noexcept {
    const std::size_t header = longest_header(layout);
    if (header > 255) return layout_error::header_longer_than_255_bytes;
    const bool counts_header = layout.counts != length_counts::payload;
    if (counts_header && !is_fixed(layout.form)) return layout_error::only_fixed_fields_count_the_header;
    if (counts_header && layout.counts != length_counts::from_field && std::size_t(layout.counts) > header)
        return layout_error::counts_from_beyond_the_header;
    if (layout.magic.size > sizeof layout.magic.bytes) return layout_error::magic_longer_than_16_bytes;
    if (layout.magic.size == 0 || layout.magic.end() <= layout.offset) return layout_error::none;
    if (!is_fixed(layout.form) || layout.magic.at < layout.offset + layout.width)
        return layout_error::magic_overlaps_the_length;
    return layout.magic.end() > header ? layout_error::magic_outside_the_header : layout_error::none;
}

constexpr layout_error check_limits(const prefix_layout& layout) noexcept {
    const std::uint64_t counted = counted_header_bytes(layout);
    const std::uint64_t countable = countable_bytes(layout);
    if (countable < counted) return layout_error::length_field_can_not_cover_the_header;
    const std::uint64_t most = resolved(layout).max_payload;
    if (most > countable - counted) return layout_error::max_payload_exceeds_the_length_field;
    const std::uint64_t above = (most + counted) % layout.unit; // bytes above the last whole unit
    const bool some = layout.min_payload <= most && layout.min_payload + above <= most;
    return some ? layout_error::none : layout_error::min_payload_exceeds_max_payload;
}

} // namespace detail

/// Checks a layout: what fixed_layout does while compiling, and runtime_layout::from at run time. cost: O(1).
constexpr layout_error check_layout(const prefix_layout& layout) noexcept {
    if (const layout_error error = detail::check_length(layout); error != layout_error::none) return error;
    if (const layout_error error = detail::check_header(layout); error != layout_error::none) return error;
    return detail::check_limits(layout);
}

namespace detail {

// Not constexpr, so that a constant that needs one of them does not compile, and the compiler's message names it.
void binary_width_must_be_1_to_8();
void digits_must_be_1_to_16();
void only_binary_can_be_signed();
void only_unsigned_binary_has_length_bits();
void length_bits_must_fit_the_field();
void unit_must_be_1_2_4_or_8();
void max_varint_bytes_must_be_1_to_10();
void header_must_not_be_longer_than_255_bytes();
void only_fixed_fields_count_the_header();
void counts_must_begin_within_the_header();
void magic_must_not_be_longer_than_16_bytes();
void magic_must_lie_within_the_header();
void magic_must_not_overlap_the_length();
void length_field_must_cover_the_header();
void max_payload_must_fit_the_length_field();
void min_payload_must_not_exceed_max_payload();

/// Checks a layout while compiling, and fills in its limit.
constexpr prefix_layout checked(const prefix_layout& layout) noexcept {
    switch (check_layout(layout)) {
    case layout_error::none: break;
    case layout_error::binary_width_not_1_to_8: binary_width_must_be_1_to_8(); break;
    case layout_error::digits_not_1_to_16: digits_must_be_1_to_16(); break;
    case layout_error::only_binary_can_be_signed: only_binary_can_be_signed(); break;
    case layout_error::only_unsigned_binary_has_length_bits: only_unsigned_binary_has_length_bits(); break;
    case layout_error::length_bits_exceed_the_field: length_bits_must_fit_the_field(); break;
    case layout_error::unit_not_1_2_4_or_8: unit_must_be_1_2_4_or_8(); break;
    case layout_error::max_varint_bytes_not_1_to_10: max_varint_bytes_must_be_1_to_10(); break;
    case layout_error::header_longer_than_255_bytes: header_must_not_be_longer_than_255_bytes(); break;
    case layout_error::only_fixed_fields_count_the_header: only_fixed_fields_count_the_header(); break;
    case layout_error::counts_from_beyond_the_header: counts_must_begin_within_the_header(); break;
    case layout_error::magic_longer_than_16_bytes: magic_must_not_be_longer_than_16_bytes(); break;
    case layout_error::magic_outside_the_header: magic_must_lie_within_the_header(); break;
    case layout_error::magic_overlaps_the_length: magic_must_not_overlap_the_length(); break;
    case layout_error::length_field_can_not_cover_the_header: length_field_must_cover_the_header(); break;
    case layout_error::max_payload_exceeds_the_length_field: max_payload_must_fit_the_length_field(); break;
    case layout_error::min_payload_exceeds_max_payload: min_payload_must_not_exceed_max_payload(); break;
    }
    return resolved(layout);
}

constexpr prefix_layout limited(prefix_layout layout, std::uint64_t max_payload) noexcept {
    layout.max_payload = max_payload;
    return layout;
}

/// Loads a number of 1 to 8 bytes, 3, 5, 6 and 7 as two or three loads.
template <std::size_t Width, std::endian Order>
constexpr std::uint64_t load_bytes(const std::byte* from) noexcept {
    constexpr bool is_little = Order == std::endian::little;
    if constexpr (Width == 0) {
        return 0;
    } else if constexpr (Width == 1) {
        return std::to_integer<std::uint64_t>(*from);
    } else if constexpr (Width == 8) {
        return load<std::uint64_t, Order>(from);
    } else {
        constexpr std::size_t front = std::bit_floor(Width);
        using word = std::conditional_t<front == 4, std::uint32_t, std::uint16_t>;
        const std::uint64_t first = load<word, Order>(from);
        const std::uint64_t second = load_bytes<Width - front, Order>(from + front);
        return is_little ? first | second << (8 * front) : first << (8 * (Width - front)) | second;
    }
}

/// Stores the low Width bytes of a number, 1 to 8, likewise.
template <std::size_t Width, std::endian Order>
constexpr void store_bytes(std::byte* to, std::uint64_t number) noexcept {
    constexpr bool is_little = Order == std::endian::little;
    if constexpr (Width == 1) {
        *to = static_cast<std::byte>(number);
    } else if constexpr (Width == 8) {
        store<Order>(to, number);
    } else if constexpr (Width != 0) {
        constexpr std::size_t front = std::bit_floor(Width);
        constexpr std::size_t rest = Width - front;
        using word = std::conditional_t<front == 4, std::uint32_t, std::uint16_t>;
        store<Order>(to, static_cast<word>(is_little ? number : number >> (8 * rest)));
        store_bytes<rest, Order>(to + front, is_little ? number >> (8 * front) : number);
    }
}

/// Loads a number of `width` bytes, byte by byte.
constexpr std::uint64_t load_bytes(const std::byte* from, std::size_t width, bool is_little) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
        value = value << 8 | std::to_integer<std::uint64_t>(from[is_little ? width - 1 - i : i]);
    return value;
}

/// Finds the first wrong byte of the magic. returns: bytes through that one; 0 where none of `in` is wrong.
constexpr std::size_t through_wrong_magic(const magic_bytes& magic, std::span<const std::byte> in) noexcept {
    for (std::size_t i = magic.at; i < magic.end() && i < in.size(); ++i)
        if (in[i] != magic.bytes[i - magic.at]) return i + 1;
    return 0;
}

/// Asks for the bytes up to `end`, or up to the next byte of the magic where that comes first.
constexpr prefix_reading need_up_to(std::size_t end, const magic_bytes& magic, std::size_t size) noexcept {
    if (size < magic.end() && magic.end() <= end) end = (size < magic.at ? magic.at : size) + 1;
    return prefix_reading::need(end - size);
}

/// Reads the length field. in: the front of a frame.
template <class Layout>
constexpr length_field read_field(const Layout& layout, std::span<const std::byte> in) noexcept {
    const layout_plan& plan = layout.plan();
    const std::size_t least = std::size_t{plan.offset} + plan.width;
    if (in.size() < least) return length_field::need(least - in.size());
    switch (plan.form) {
    case length_form::binary: return length_field::number(plan.width, layout.number(in) & plan.mask);
    case length_form::varint: return read_varint(in.subspan(plan.offset), plan.rules);
    case length_form::ber: return read_ber(in.subspan(plan.offset), plan.rules);
    case length_form::be7: return read_be7(in.subspan(plan.offset), plan.rules);
    case length_form::quic: return read_quic(in.subspan(plan.offset), plan.rules);
    case length_form::decimal: return read_digits(in.subspan(plan.offset, plan.width), 10);
    case length_form::hexadecimal: break;
    }
    return read_digits(in.subspan(plan.offset, plan.width), 16);
}

/// Says why a number in the length field is refused; called only for one that is. through: bytes through the field.
template <class Layout>
constexpr prefix_reading refuse(const Layout& layout, std::uint64_t number, std::size_t through) noexcept {
    const layout_plan& plan = layout.plan();
    const bool is_negative = layout.layout().is_signed && number > plan.mask >> 1;
    if (is_negative) return prefix_reading::refused(status::negative_length, through);
    const std::uint64_t most = ~std::uint64_t{0} >> plan.unit_shift;
    const std::uint64_t bytes = number > most ? ~std::uint64_t{0} : number << plan.unit_shift;
    if (bytes < plan.counted) return prefix_reading::refused(status::length_below_header, through);
    const std::uint64_t payload = bytes - plan.counted;
    if (payload < plan.min_payload) return prefix_reading::refused(status::frame_too_small, through);
    return prefix_reading::too_large(through, through + plan.gap, payload, plan.trailer);
}

/// Reads a header. An error shows as soon as the length is in, gap or not, and a wrong magic at its first wrong byte.
template <class Layout>
constexpr prefix_reading read_layout(const Layout& layout, std::span<const std::byte> in) noexcept {
    const layout_plan& plan = layout.plan();
    const magic_bytes& magic = layout.layout().magic;
    if (plan.magic_end != 0 && plan.magic_end <= plan.offset)
        if (const std::size_t wrong = through_wrong_magic(magic, in); wrong != 0)
            return prefix_reading::refused(status::magic_mismatch, wrong);

    const length_field field = read_field(layout, in);
    if (field.st == status::need_input) return need_up_to(in.size() + field.size, magic, in.size());
    const std::size_t through = std::size_t{plan.offset} + field.size;
    if (field.st != status::ok) return prefix_reading::refused(field.st, through);
    if (field.value - plan.least > plan.range) [[unlikely]]
        return refuse(layout, field.value, through);

    if (plan.magic_end > plan.offset)
        if (const std::size_t wrong = through_wrong_magic(magic, in); wrong != 0)
            return prefix_reading::refused(status::magic_mismatch, wrong);
    const std::size_t header = through + plan.gap;
    if (in.size() < header) [[unlikely]]
        return need_up_to(header, magic, in.size());
    return prefix_reading::frame(header, (field.value << plan.unit_shift) - plan.counted, plan.trailer);
}

/// Returns the number in the length field of a frame.
constexpr std::uint64_t number_for(const layout_plan& plan, std::uint64_t payload) noexcept {
    return (payload + plan.counted) >> plan.unit_shift;
}

constexpr std::size_t field_size(const layout_plan& plan, std::uint64_t number) noexcept {
    switch (plan.form) {
    case length_form::varint:
    case length_form::be7: return seven_bit_size(number);
    case length_form::ber: return ber_size(number);
    case length_form::quic: return quic_size(number);
    case length_form::binary:
    case length_form::decimal:
    case length_form::hexadecimal: break;
    }
    return plan.width;
}

template <class Layout>
CLEAVE_DETAIL_INLINE constexpr void put_field(const Layout& layout, std::uint64_t number, std::byte* out) noexcept {
    const layout_plan& plan = layout.plan();
    switch (plan.form) {
    case length_form::binary: return layout.put_number(number, out);
    case length_form::varint: return put_varint(number, out);
    case length_form::ber: return put_ber(number, out);
    case length_form::be7: return put_be7(number, out);
    case length_form::quic: return put_quic(number, out);
    case length_form::decimal: return put_digits(number, 10, plan.width, out);
    case length_form::hexadecimal: return put_digits(number, 16, plan.width, out);
    }
}

template <class Layout>
constexpr std::size_t header_size(const Layout& layout, std::uint64_t payload) noexcept {
    const layout_plan& plan = layout.plan();
    return plan.offset + field_size(plan, number_for(plan, payload)) + plan.gap;
}

template <class Layout>
constexpr void write_layout(const Layout& layout, std::uint64_t payload, std::byte* out) noexcept {
    const layout_plan& plan = layout.plan();
    const magic_bytes& magic = layout.layout().magic;
    const std::uint64_t number = number_for(plan, payload);
    const std::size_t through = plan.offset + field_size(plan, number);
    for (std::size_t i = 0; i < plan.offset; ++i) out[i] = std::byte{0};
    put_field(layout, number, out + plan.offset);
    for (std::size_t i = 0; i < plan.gap; ++i) out[through + i] = std::byte{0};
    for (std::size_t i = 0; i < magic.size; ++i) out[magic.at + i] = magic.bytes[i];
}

constexpr status check_payload(const layout_plan& plan, std::uint64_t payload) noexcept {
    if (payload > plan.max_payload) return status::frame_too_large;
    if (payload < plan.min_payload) return status::frame_too_small;
    const std::uint64_t unit = std::uint64_t{1} << plan.unit_shift;
    return (payload + plan.counted) % unit == 0 ? status::ok : status::length_malformed;
}

template <class Layout>
constexpr declared_length declared(const Layout& layout, std::span<const std::byte> in) noexcept {
    const layout_plan& plan = layout.plan();
    const length_field field = read_field(layout, in);
    if (field.st != status::ok) return {};
    if (plan.form != length_form::binary) return {field.value, false, false};
    const bool is_negative = layout.layout().is_signed && field.value > plan.mask >> 1;
    const std::uint64_t other = load_bytes(in.data() + plan.offset, plan.width, !plan.is_little) & plan.mask;
    const bool is_swapped = plan.width > 1 && other - plan.least <= plan.range;
    return {is_negative ? field.value | ~plan.mask : field.value, is_negative, is_swapped};
}

} // namespace detail

/// Makes a writable prefix of a layout known to the compiler. Takes no space. An invalid layout does not compile.
template <prefix_layout Layout>
struct fixed_layout {
    static constexpr std::size_t header_capacity = detail::longest_header(Layout); // bytes
    static constexpr std::size_t trailer_capacity = Layout.trailer;                // bytes

    /// Names the same layout with another limit.
    template <std::uint64_t Bytes>
    using with_max_payload = fixed_layout<detail::limited(Layout, Bytes)>;

    /// Returns the layout, with its limit filled in.
    static constexpr const prefix_layout& layout() noexcept { return layout_; }
    /// Returns the limit in bytes.
    static constexpr std::uint64_t max_payload() noexcept { return layout_.max_payload; }
    /// Reads the header at the front of `in`. cost: O(header).
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return detail::read_layout(fixed_layout{}, in);
    }
    /// Returns whether a frame can have a payload of this size: ok, frame_too_large, frame_too_small, or
    /// length_malformed if the length is no whole number of units.
    static constexpr status check_payload(std::uint64_t bytes) noexcept { return detail::check_payload(plan_, bytes); }
    /// Returns the size in bytes of the header that write() writes. bytes: such that check_payload says ok.
    static constexpr std::size_t size(std::uint64_t bytes) noexcept {
        return detail::header_size(fixed_layout{}, bytes);
    }
    /// Writes a header: the length, the magic, and zeros. bytes: such that check_payload says ok.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        detail::write_layout(fixed_layout{}, bytes, out);
    }
    /// Returns how many bytes to send after the payload.
    static constexpr std::size_t trailer_size(std::uint64_t) noexcept { return trailer_capacity; }
    /// Writes zeros for them.
    static constexpr void write_trailer(std::uint64_t, std::byte* out) noexcept {
        for (std::size_t i = 0; i < trailer_capacity; ++i) out[i] = std::byte{0};
    }
    /// Returns the content of the length field; all zero if the field is incomplete.
    static constexpr declared_length declared(std::span<const std::byte> in) noexcept {
        return detail::declared(fixed_layout{}, in);
    }

    friend constexpr bool operator==(const fixed_layout&, const fixed_layout&) = default;

    /// For cleave itself: what it reads a header by.
    static constexpr const detail::layout_plan& plan() noexcept { return plan_; }
    /// For cleave itself: the field as it stands.
    static constexpr std::uint64_t number(std::span<const std::byte> in) noexcept {
        return detail::load_bytes<Layout.width, Layout.order>(in.data() + Layout.offset);
    }
    /// For cleave itself: writes a binary field.
    static constexpr void put_number(std::uint64_t number, std::byte* out) noexcept {
        detail::store_bytes<Layout.width, Layout.order>(out, number);
    }

  private:
    static constexpr prefix_layout layout_ = detail::checked(Layout);
    static constexpr detail::layout_plan plan_ = detail::plan_of(layout_);
};

/// Holds a layout from a command line or a configuration: a writable prefix, checked once, in from().
class runtime_layout {
  public:
    static constexpr std::size_t header_capacity = 255;  // bytes, of any layout
    static constexpr std::size_t trailer_capacity = 255; // bytes, of any layout

    /// Makes the layout of a default prefix_layout: 4 bytes, big-endian.
    constexpr runtime_layout() noexcept : runtime_layout(fixed_layout<prefix_layout{}>{}) {}
    /// Makes it from a layout that the compiler checked.
    template <prefix_layout Layout>
    constexpr runtime_layout(const fixed_layout<Layout>&) noexcept : runtime_layout(fixed_layout<Layout>::layout()) {}

    /// Checks a layout. On layout_error::none assigns it to `into`; else leaves `into` unchanged.
    [[nodiscard]] static constexpr layout_error from(const prefix_layout& layout, runtime_layout& into) noexcept {
        const layout_error error = check_layout(layout);
        if (error != layout_error::none) return error;
        into = runtime_layout(detail::resolved(layout));
        return error;
    }

    /// Returns the layout, with its limit filled in.
    constexpr const prefix_layout& layout() const noexcept { return layout_; }
    /// Returns the limit in bytes.
    constexpr std::uint64_t max_payload() const noexcept { return layout_.max_payload; }
    /// Reads the header at the front of `in`. cost: O(header).
    constexpr prefix_reading read(std::span<const std::byte> in) const noexcept {
        if (in.size() >= at_once_) [[likely]] {
            const std::uint64_t field = number(in) & plan_.mask;
            const auto front = load<std::uint64_t, std::endian::little>(in.data() + layout_.magic.at);
            if (((front ^ magic_) & magic_mask_) == 0 && field - plan_.least <= plan_.range) [[likely]] {
                prefix_reading found = frame_;
                found.size = (field << plan_.unit_shift) - plan_.counted;
                return found;
            }
        }
        return detail::read_layout(*this, in);
    }
    /// See fixed_layout.
    constexpr status check_payload(std::uint64_t bytes) const noexcept { return detail::check_payload(plan_, bytes); }
    /// See fixed_layout.
    constexpr std::size_t size(std::uint64_t bytes) const noexcept { return detail::header_size(*this, bytes); }
    /// See fixed_layout.
    constexpr void write(std::uint64_t bytes, std::byte* out) const noexcept {
        detail::write_layout(*this, bytes, out);
    }
    /// Returns how many bytes to send after the payload.
    constexpr std::size_t trailer_size(std::uint64_t) const noexcept { return layout_.trailer; }
    /// Writes zeros for them.
    constexpr void write_trailer(std::uint64_t, std::byte* out) const noexcept {
        for (std::size_t i = 0; i < layout_.trailer; ++i) out[i] = std::byte{0};
    }
    /// Returns the content of the length field; all zero if the field is incomplete.
    constexpr declared_length declared(std::span<const std::byte> in) const noexcept {
        return detail::declared(*this, in);
    }

    friend constexpr bool operator==(const runtime_layout&, const runtime_layout&) = default;

    /// For cleave itself: what it reads a header by.
    constexpr const detail::layout_plan& plan() const noexcept { return plan_; }
    /// For cleave itself: the field as it stands.
    constexpr std::uint64_t number(std::span<const std::byte> in) const noexcept {
        const std::byte* const from = in.data() + plan_.offset;
        if (in.size() < at_once_) return detail::load_bytes(from, plan_.width, plan_.is_little);
        const auto word = load<std::uint64_t, std::endian::little>(from);
        return (plan_.is_little ? word : detail::byte_swap(word)) >> plan_.field_shift;
    }
    /// For cleave itself: writes a binary field.
    constexpr void put_number(std::uint64_t number, std::byte* out) const noexcept {
        for (std::size_t i = 0; i < plan_.width; ++i, number >>= 8)
            out[plan_.is_little ? i : plan_.width - 1U - i] = static_cast<std::byte>(number);
    }

  private:
    constexpr explicit runtime_layout(const prefix_layout& resolved) noexcept
        : layout_(resolved), plan_(detail::plan_of(resolved)) {
        constexpr std::size_t word = sizeof magic_;
        if (resolved.form != length_form::binary || resolved.magic.size > word) return;
        for (std::size_t i = 0; i < resolved.magic.size; ++i) {
            magic_ |= std::to_integer<std::uint64_t>(resolved.magic.bytes[i]) << (8 * i);
            magic_mask_ |= std::uint64_t{0xff} << (8 * i);
        }
        const std::size_t header = detail::longest_header(resolved);
        frame_ = prefix_reading::frame(header, 0, resolved.trailer);
        const std::size_t last_word = resolved.offset > resolved.magic.at ? resolved.offset : resolved.magic.at;
        at_once_ = header < last_word + word ? last_word + word : header;
    }

    prefix_layout layout_;                  // resolved
    detail::layout_plan plan_;              // of layout_
    prefix_reading frame_{};                // what read() says of a frame, but for its size
    std::size_t at_once_ = ~std::size_t{0}; // bytes at which one load gives the length
    std::uint64_t magic_ = 0;               // the constant bytes, where at most 8, as a little-endian number
    std::uint64_t magic_mask_ = 0;          // of those bytes
};

} // namespace cleave
