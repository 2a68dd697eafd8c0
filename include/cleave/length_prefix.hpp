// SPDX-License-Identifier: MIT
//
// length_prefix: the layout of a frame's header as a value, checked when the program is compiled.
//
//        offset       width        gap
//     +----------+-------------+---------+----------------------+
//     | leading  | length      | more    | payload              |
//     | bytes    | field       | header  |                      |
//     +----------+-------------+---------+----------------------+
//     |<--------------- header --------->|
//                                        |<-- counts: payload ->|
//                |<-- counts: from_field ---------------------->|
//     |<-- counts: whole_frame -------------------------------->|
//
// Every reader and the encoder go through the one pipeline below, in 64 bits and in this order: gather the header,
// sign, what the length counts, maximum. Nothing is consumed until it passes. There is one limit, on the payload, and
// it is the same for encoder and decoder.
#pragma once

#include "byte_order.hpp"
#include "status.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace cleave {

/// What the number in the length field counts.
enum class length_counts : std::uint8_t {
    payload,     // the bytes behind the header (most protocols)
    from_field,  // the length field, the gap and the payload (PostgreSQL)
    whole_frame, // everything, leading bytes included
};

/// As a width: the length is a varint, 7 bits a byte, low bits first, the top bit set on all bytes but the last.
inline constexpr std::uint8_t varint_width = 0;

/// As max_payload: 16 MiB, or what the length field can hold where that is less.
inline constexpr std::uint64_t automatic_limit = ~std::uint64_t{0};

inline constexpr std::size_t max_varint_bytes = 10;   // of 64 bits
inline constexpr std::size_t header_bytes_limit = 32; // of any layout's header

/// The questions that a layout answers. An aggregate, to be written with designated initializers; it is checked where
/// it becomes a length_prefix.
struct prefix_layout {
    std::uint8_t width = 4;                        // bytes of the length field: 1, 2, 3, 4, 8, or varint_width
    std::endian order = std::endian::big;          // of the length field
    bool is_signed = false;                        // two's complement; a negative length is an error
    length_counts counts = length_counts::payload; // what the length counts
    std::uint8_t offset = 0;                       // header bytes before the length field
    std::uint8_t gap = 0;                          // header bytes between the length field and the payload
    std::uint64_t max_payload = automatic_limit;   // bytes; the one limit

    friend constexpr bool operator==(const prefix_layout&, const prefix_layout&) = default;

    /// Whether the length is a varint.
    constexpr bool is_varint() const noexcept { return width == varint_width; }
    /// Bytes of the shortest header; of every one, unless the length is a varint.
    constexpr std::size_t min_header_bytes() const noexcept { return offset + (is_varint() ? 1U : width) + gap; }
    /// Bytes of the longest header.
    constexpr std::size_t max_header_bytes() const noexcept {
        return offset + (is_varint() ? max_varint_bytes : width) + gap;
    }

    /// Header bytes that the length counts in: what to subtract from it to get the payload.
    constexpr std::uint64_t counted_header_bytes() const noexcept {
        switch (counts) {
        case length_counts::payload: return 0;
        case length_counts::from_field: return std::uint64_t{width} + gap;
        case length_counts::whole_frame: return std::uint64_t{offset} + width + gap;
        }
        return 0;
    }

    /// The largest payload that the length field can declare, never above 2^63 - 1.
    constexpr std::uint64_t field_capacity() const noexcept {
        constexpr std::uint64_t most = INT64_MAX;
        if (is_varint() || (width == 8 && !is_signed)) return most;
        const std::uint64_t largest = (std::uint64_t{1} << (8 * width - (is_signed ? 1 : 0))) - 1;
        return largest - counted_header_bytes();
    }
};

/// Why a layout is none.
enum class layout_error : std::uint8_t {
    none,
    width_not_1_2_3_4_8_or_varint,
    header_longer_than_32_bytes,
    varint_can_not_be_signed,
    varint_can_only_count_the_payload,
    max_payload_exceeds_the_length_field,
};

/// Checks a layout: what length_prefix does while compiling, and length_prefix::from at run time.
constexpr layout_error check_layout(const prefix_layout& layout) noexcept {
    const unsigned width = layout.width;
    if (width != 1 && width != 2 && width != 3 && width != 4 && width != 8 && !layout.is_varint())
        return layout_error::width_not_1_2_3_4_8_or_varint;
    if (layout.max_header_bytes() > header_bytes_limit) return layout_error::header_longer_than_32_bytes;
    if (layout.is_varint() && layout.is_signed) return layout_error::varint_can_not_be_signed;
    if (layout.is_varint() && layout.counts != length_counts::payload)
        return layout_error::varint_can_only_count_the_payload;
    if (layout.max_payload != automatic_limit && layout.max_payload > layout.field_capacity())
        return layout_error::max_payload_exceeds_the_length_field;
    return layout_error::none;
}

/// Not constexpr, so that a constant which needs one of them does not compile, and the compiler's message names it.
void width_must_be_1_2_3_4_8_or_varint();
void header_must_not_be_longer_than_32_bytes();
void varint_must_be_unsigned();
void varint_must_count_the_payload_only();
void max_payload_must_fit_the_length_field();

/// A checked layout. As a constant it is also a template argument: `frame_decoder<python_int>`, or on the spot
/// `frame_decoder<prefix_layout{.width = 2}>`. A layout that makes no sense does not compile.
struct length_prefix {
    const prefix_layout layout; // checked, and max_payload resolved

    /// Checks the layout while compiling, and fills in its limit.
    consteval length_prefix(const prefix_layout& unchecked) noexcept : layout(checked(unchecked)) {}

    /// The same layout with another limit, as a constant.
    consteval length_prefix with_max_payload(std::uint64_t bytes) const noexcept {
        prefix_layout changed = layout;
        changed.max_payload = bytes;
        return length_prefix(changed);
    }

    /// The same layout with its limit filled in. checked: check_layout() finds nothing wrong with it.
    static constexpr prefix_layout resolved(prefix_layout checked) noexcept {
        constexpr std::uint64_t usual = std::uint64_t{16} << 20;
        if (checked.max_payload == automatic_limit)
            checked.max_payload = checked.field_capacity() < usual ? checked.field_capacity() : usual;
        return checked;
    }

  private:
    static consteval prefix_layout checked(const prefix_layout& unchecked) noexcept {
        switch (check_layout(unchecked)) {
        case layout_error::none: break;
        case layout_error::width_not_1_2_3_4_8_or_varint: width_must_be_1_2_3_4_8_or_varint(); break;
        case layout_error::header_longer_than_32_bytes: header_must_not_be_longer_than_32_bytes(); break;
        case layout_error::varint_can_not_be_signed: varint_must_be_unsigned(); break;
        case layout_error::varint_can_only_count_the_payload: varint_must_count_the_payload_only(); break;
        case layout_error::max_payload_exceeds_the_length_field: max_payload_must_fit_the_length_field(); break;
        }
        return resolved(unchecked);
    }
};

/// How a reader or encoder knows its layout when the program is compiled: takes no room, and all checks fold.
template <length_prefix Prefix>
struct fixed_prefix {
    static constexpr prefix_layout value = Prefix.layout; // the layout
    /// The layout.
    static constexpr const prefix_layout& layout() noexcept { return value; }
    static constexpr std::size_t header_capacity = value.max_header_bytes(); // of the longest header, bytes
    friend constexpr bool operator==(const fixed_prefix&, const fixed_prefix&) = default;
};

/// The run-time twin: a layout read from a command line or a configuration, checked once, here.
class runtime_prefix {
  public:
    static constexpr std::size_t header_capacity = header_bytes_limit; // of the longest header of any layout, bytes

    /// A layout that was checked when the program was compiled.
    constexpr runtime_prefix(length_prefix prefix) noexcept : layout_(prefix.layout) {}

    /// layout: unchecked; on layout_error::none `into` becomes it, with max_payload resolved, else `into` is unchanged.
    [[nodiscard]] static constexpr layout_error from(const prefix_layout& layout, runtime_prefix& into) noexcept {
        const layout_error error = check_layout(layout);
        if (error == layout_error::none) into.layout_ = length_prefix::resolved(layout);
        return error;
    }

    /// The layout: checked, and max_payload resolved.
    constexpr const prefix_layout& layout() const noexcept { return layout_; }
    friend constexpr bool operator==(const runtime_prefix&, const runtime_prefix&) = default;

  private:
    prefix_layout layout_;
};

// Layouts of the field. Take one with another limit by `kafka.with_max_payload(n)`.

/// Python's struct.pack('i', n): 4 bytes, little-endian, signed; the LEN of the plain and extended dialects.
inline constexpr length_prefix python_int{{.width = 4, .order = std::endian::little, .is_signed = true}};
/// Erlang's {packet, N}: N = 1, 2 or 4 bytes, big-endian, unsigned.
template <std::uint8_t Bytes>
inline constexpr length_prefix erlang_packet{{.width = Bytes}};
/// A gRPC message: one flag byte, then 4 bytes big-endian.
inline constexpr length_prefix grpc_message{{.width = 4, .offset = 1}};
/// Kafka: 4 bytes, big-endian, signed.
inline constexpr length_prefix kafka{{.width = 4, .is_signed = true}};
/// PostgreSQL: one type byte, then 4 bytes big-endian, signed, that count themselves.
inline constexpr length_prefix postgresql{
    {.width = 4, .is_signed = true, .counts = length_counts::from_field, .offset = 1}};
/// HTTP/2: 3 bytes big-endian, then type, flags and stream identifier.
inline constexpr length_prefix http2{{.width = 3, .gap = 6}};
/// memcached's binary protocol: 8 bytes, then 4 bytes big-endian, then 12 bytes.
inline constexpr length_prefix memcached_binary{{.width = 4, .offset = 8, .gap = 12}};
/// Protocol Buffers' delimited streams, and libp2p's: a varint.
inline constexpr length_prefix varint_delimited{{.width = varint_width}};

/// What the pipeline found at the front of some bytes.
struct prefix_reading {
    status st = status::ok;          // ok, need_input, or the error
    std::size_t header_bytes = 0;    // ok: of the header. error: of the header as far as was needed to see the error
    std::uint64_t payload_bytes = 0; // ok and frame_too_large
    std::size_t more_bytes = 0;      // need_input: at least so many more; fewer never make the header whole
};

/// A varint at the front of some bytes. bytes: that it takes; 0 where it is not whole.
struct varint_reading {
    status st = status::ok;  // ok, need_input, or the error
    std::uint8_t bytes = 0;  // that it takes; 0 where it is not whole
    std::uint64_t value = 0; // ok: the number
};

/// Reads a varint at a place of `in`, at most 10 bytes. at: not beyond the end of `in`, which may have any size.
/// errors: need_input, varint_too_long, varint_not_canonical.
constexpr varint_reading read_varint(std::span<const std::byte> in, std::size_t at = 0) noexcept {
    const std::byte* const from = in.data() + at;
    const std::size_t size = in.size() - at;
    if (!std::is_constant_evaluated() && size >= 8) {
        // Eight bytes at once and without a branch per byte: real lengths are not predictable.
        const auto word = load<std::uint64_t, std::endian::little>(from);
        const std::uint64_t stops = ~word & 0x8080808080808080U;
        if (stops != 0) {
            const std::uint64_t through_stop = stops ^ (stops - 1);
            const std::uint64_t kept = word & through_stop;
            const auto bytes = static_cast<std::uint8_t>((std::countr_zero(stops) >> 3) + 1);
            std::uint64_t value = kept & 0x7f7f7f7f7f7f7f7fU;
            value = (value & 0x007f007f007f007fU) | ((value & 0x7f007f007f007f00U) >> 1);
            value = (value & 0x00003fff00003fffU) | ((value & 0x3fff00003fff0000U) >> 2);
            value = (value & 0x000000000fffffffU) | ((value & 0x0fffffff00000000U) >> 4);
            const std::uint64_t last = kept >> (8 * (bytes - 1U));
            const bool canonical = last != 0 || bytes == 1;
            return {canonical ? status::ok : status::varint_not_canonical, bytes, value};
        }
    }
    std::uint64_t value = 0;
    for (std::uint8_t i = 0; i < max_varint_bytes; ++i) {
        if (i == size) return {status::need_input, 0, 0};
        const auto byte = std::to_integer<std::uint64_t>(from[i]);
        if (i == max_varint_bytes - 1 && byte > 1) break;
        value |= (byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            const bool canonical = byte != 0 || i == 0;
            return {canonical ? status::ok : status::varint_not_canonical, static_cast<std::uint8_t>(i + 1), value};
        }
    }
    return {status::varint_too_long, max_varint_bytes, 0};
}

/// The length field as it stands: unsigned, whatever the layout says. field: at least layout.width bytes.
[[gnu::always_inline]] constexpr std::uint64_t read_length_field(const prefix_layout& layout,
                                                                 const std::byte* field) noexcept {
    constexpr auto little = std::endian::little;
    constexpr auto big = std::endian::big;
    const bool is_little = layout.order == little;
    switch (layout.width) {
    case 1: return std::to_integer<std::uint64_t>(*field);
    case 2: return is_little ? load<std::uint16_t, little>(field) : load<std::uint16_t, big>(field);
    case 3:
        return is_little ? load<std::uint16_t, little>(field) | std::to_integer<std::uint64_t>(field[2]) << 16
                         : std::to_integer<std::uint64_t>(field[0]) << 16 | load<std::uint16_t, big>(field + 1);
    case 4: return is_little ? load<std::uint32_t, little>(field) : load<std::uint32_t, big>(field);
    default: return is_little ? load<std::uint64_t, little>(field) : load<std::uint64_t, big>(field);
    }
}

/// What a length field declares, in 64 bits: sign-extended where it is signed.
constexpr std::uint64_t declared_by(const prefix_layout& layout, std::uint64_t field) noexcept {
    if (!layout.is_signed) return field;
    const unsigned unused_bits = 64U - 8U * layout.width;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(field << unused_bits) >> unused_bits);
}

/// Why a length field is refused; called only for one that is. Inline: around a call, loops would save registers.
[[gnu::always_inline]] constexpr status refusal(const prefix_layout& layout, std::uint64_t field) noexcept {
    if (layout.is_signed && static_cast<std::int64_t>(declared_by(layout, field)) < 0) return status::negative_length;
    if (field < layout.counted_header_bytes()) return status::length_below_header;
    return status::frame_too_large;
}

/// The pipeline: reads and checks the header at the front of `in`.
/// in: any size. returns: see prefix_reading; payload_bytes <= max_payload when ok.
/// errors: need_input, negative_length, length_below_header, frame_too_large, varint_too_long, varint_not_canonical; an
/// error shows as soon as the length field is in, gap or not. cost: O(header), no allocation; keeps no reference.
/// source: FRAME-LEN-*, FRAME-LAYOUT-* and FRAME-VARINT-* of conformance/SPEC.md.
// `in` is const: a span that is not, g++ copies only after it has asked all templates among a span's constructors.
[[gnu::always_inline]] constexpr prefix_reading read_prefix(const prefix_layout& layout,
                                                            const std::span<const std::byte> in) noexcept {
    std::uint64_t field = 0;
    std::size_t through_field = layout.offset;
    if (layout.is_varint()) {
        if (in.size() <= layout.offset) return {status::need_input, 0, 0, layout.min_header_bytes() - in.size()};
        const varint_reading varint = read_varint(in, layout.offset);
        if (varint.st == status::need_input) return {status::need_input, 0, 0, std::size_t{1} + layout.gap};
        through_field += varint.bytes;
        if (varint.st != status::ok) [[unlikely]]
            return {varint.st, through_field, 0, 0};
        field = varint.value;
    } else {
        through_field += layout.width;
        if (in.size() < through_field) [[unlikely]]
            return {status::need_input, 0, 0, through_field + layout.gap - in.size()};
        field = read_length_field(layout, in.data() + layout.offset);
    }
    // A negative length, read as it stands, is above every legal limit, and so is, wrapped, one that does not cover the
    // header it counts: one comparison passes the good ones, and refusal() tells the bad ones apart. To extend the sign
    // would take a cycle, of those that the next frame waits for.
    const std::uint64_t payload = field - layout.counted_header_bytes();
    if (payload > layout.max_payload) [[unlikely]]
        return {refusal(layout, field), through_field, payload, 0};
    const std::size_t header = through_field + layout.gap;
    if (in.size() < header) [[unlikely]]
        return {status::need_input, 0, 0, header - in.size()};
    return {status::ok, header, payload, 0};
}

/// The size in bytes of the header that write_prefix writes; 0 where payload_bytes > max_payload. cost: O(1).
constexpr std::size_t prefix_bytes(const prefix_layout& layout, std::uint64_t payload_bytes) noexcept {
    if (payload_bytes > layout.max_payload) return 0;
    if (!layout.is_varint()) return layout.min_header_bytes();
    const auto bits = static_cast<std::size_t>(std::bit_width(payload_bytes | 1U));
    return layout.offset + (bits + 6) / 7 + layout.gap;
}

/// Writes the header of a frame: zeros where leading and gap bytes go, and the length field.
/// into: at least prefix_bytes() bytes. returns: the header's size, or 0 where payload_bytes > max_payload.
[[gnu::always_inline]] constexpr std::size_t write_prefix(const prefix_layout& layout, std::uint64_t payload_bytes,
                                                          std::byte* into) noexcept {
    constexpr auto little = std::endian::little;
    constexpr auto big = std::endian::big;
    if (payload_bytes > layout.max_payload) return 0;
    std::size_t at = 0;
    for (; at < layout.offset; ++at) into[at] = std::byte{0};
    const std::uint64_t declared = payload_bytes + layout.counted_header_bytes();
    std::byte* const field = into + at;
    const bool is_little = layout.order == little;
    switch (layout.width) {
    case varint_width: {
        std::uint64_t rest = declared;
        for (; rest >= 0x80; rest >>= 7) into[at++] = static_cast<std::byte>(rest | 0x80);
        into[at++] = static_cast<std::byte>(rest);
        break;
    }
    case 1: *field = static_cast<std::byte>(declared); break;
    case 2: {
        const auto value = static_cast<std::uint16_t>(declared);
        is_little ? store<little>(field, value) : store<big>(field, value);
        break;
    }
    case 3: {
        for (unsigned i = 0; i < 3; ++i)
            field[i] = static_cast<std::byte>(declared >> (is_little ? 8 * i : 16 - 8 * i));
        break;
    }
    case 4: {
        const auto value = static_cast<std::uint32_t>(declared);
        is_little ? store<little>(field, value) : store<big>(field, value);
        break;
    }
    default: is_little ? store<little>(field, declared) : store<big>(field, declared);
    }
    at += layout.width;
    for (const std::size_t end = at + layout.gap; at < end; ++at) into[at] = std::byte{0};
    return at;
}

} // namespace cleave
