// SPDX-License-Identifier: MIT
//
// trace_layout: the frame layouts a trace can be compiled for, and the bytes of their headers.
//
// The bytes are worked out here on their own, byte by byte, and not by frame_encoder.hpp: a suite that asked the
// library what is right would find the library right.
#pragma once

#include <cleave/layout.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// An integer from -(2^64-1) to 2^64-1: a field may be asked to hold any of them, fitting or not.
struct integer {
    std::uint64_t magnitude = 0;
    bool negative = false;

    friend bool operator==(const integer&, const integer&) = default;
};

std::optional<integer> add(integer a, integer b);
std::optional<integer> subtract(integer a, integer b);
std::optional<integer> multiply(integer a, integer b);
bool less(integer a, integer b);
std::string to_string(integer value);

/// A layout and the name that reports show.
struct layout {
    std::string name;
    prefix_layout prefix;

    friend bool operator==(const layout&, const layout&) = default;
};

/// Every layout that has a name; python_int, the project's own, is the first.
const std::vector<layout>& named_layouts();

/// The layouts that a testee is tried with: those with names, and others in which parts meet that no named one joins.
std::vector<layout> covering_layouts();

/// The layout called `text`, that of the library's protocol of this name, or the one that it spells out:
/// `width=4,order=big,signed,counts=whole_frame,offset=1,gap=2,max_payload=65536` (each part may be left out;
/// width=varint). Parts may follow a protocol's name. A protocol whose layout has what cases cannot be written in is
/// refused. On failure `why` says what was expected.
std::optional<layout> parse_layout(std::string_view text, std::string& why);

/// As layouts are written.
std::string_view to_string(length_counts counts);

/// Whether the length is a varint.
bool is_varint(const prefix_layout& prefix);

/// Bytes of the shortest header.
std::size_t min_header_bytes(const prefix_layout& prefix);

/// Header bytes that the length counts.
std::uint64_t counted_header_bytes(const prefix_layout& prefix);

/// The largest payload that the length can state, never above 2^63 - 1.
std::uint64_t field_capacity(const prefix_layout& prefix);

/// The prefix that the library reads `prefix` with; it must be valid.
runtime_layout checked_layout(const prefix_layout& prefix);

/// The largest payload that `prefix` admits when a case sets no limit of its own.
std::uint64_t payload_limit(const prefix_layout& prefix);

/// `value` in the `width` bytes of an integer field; nothing when it does not fit.
std::optional<std::string> integer_bytes(integer value, unsigned width, bool big_endian, bool is_signed);

/// Seven bits a byte, lowest first.
std::string varint_bytes(std::uint64_t value);

/// What stands around the length field: odd bytes in what is received, so that none is taken for a length unnoticed,
/// and zeros in what an encoder writes.
struct filler {
    char leading = '\xe1';
    char gap = '\xe2';
};

/// A whole header whose length field holds `field`, whatever that means; nothing when it does not fit.
std::optional<std::string> header_with_field(const prefix_layout& prefix, integer field, filler around = {});

/// The header of a frame with `payload` bytes of payload.
std::optional<std::string> frame_header(const prefix_layout& prefix, integer payload, filler around = {});

/// The field with every bit set: -1 where it is signed.
integer all_ones(const prefix_layout& prefix);

/// Whether a `needs:` word is one about layouts, and if so whether `prefix` meets it.
enum class need { met, unmet, not_about_layouts };
need layout_need(const prefix_layout& prefix, std::string_view word);

} // namespace cleave::conformance
