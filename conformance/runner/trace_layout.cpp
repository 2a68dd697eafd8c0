// SPDX-License-Identifier: MIT
#include "trace_layout.hpp"

#include <cleave/protocols/names.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace cleave::conformance {

std::optional<integer> add(integer a, integer b) {
    if (a.negative == b.negative) {
        std::uint64_t sum = 0;
        if (__builtin_add_overflow(a.magnitude, b.magnitude, &sum)) return std::nullopt;
        return integer{sum, a.negative && sum != 0};
    }
    if (a.magnitude < b.magnitude) std::swap(a, b);
    const std::uint64_t difference = a.magnitude - b.magnitude;
    return integer{difference, a.negative && difference != 0};
}

std::optional<integer> subtract(integer a, integer b) {
    return add(a, integer{b.magnitude, !b.negative && b.magnitude != 0});
}

std::optional<integer> multiply(integer a, integer b) {
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(a.magnitude, b.magnitude, &product)) return std::nullopt;
    return integer{product, a.negative != b.negative && product != 0};
}

bool less(integer a, integer b) {
    if (a.negative != b.negative) return a.negative;
    return a.negative ? a.magnitude > b.magnitude : a.magnitude < b.magnitude;
}

std::string to_string(integer value) { return (value.negative ? "-" : "") + std::to_string(value.magnitude); }

const std::vector<layout>& named_layouts() {
    constexpr auto little = std::endian::little;
    static const std::vector<layout> all = {
        {"python_int", {.width = 4, .order = little, .is_signed = true}},
        {"erlang_1", {.width = 1}},
        {"erlang_2", {.width = 2}},
        {"erlang_4", {.width = 4}},
        {"netty_8", {.width = 8}},
        {"varint_delimited", {.form = length_form::varint, .order = little}},
        {"grpc_message", {.width = 4, .offset = 1}},
        {"kafka", {.width = 4, .is_signed = true}},
        {"postgresql", {.width = 4, .is_signed = true, .counts = length_counts::from_field, .offset = 1}},
        {"http2", {.width = 3, .gap = 6}},
        {"memcached_binary", {.width = 4, .offset = 8, .gap = 12}},
        {"whole_frame_2", {.width = 2, .order = little, .counts = length_counts::whole_frame, .offset = 1, .gap = 1}},
        {"little_3", {.width = 3, .order = little}},
        {"signed_8", {.width = 8, .order = little, .is_signed = true}},
    };
    return all;
}

namespace {

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool set_layout_part(prefix_layout& prefix, std::string_view name, std::string_view value) {
    const auto number = parse_unsigned(value);
    if (name == "width") {
        if (value == "varint") return prefix.form = length_form::varint, true;
        if (!number || *number == 0 || *number > 8) return false;
        return prefix.width = static_cast<std::uint8_t>(*number), true;
    }
    if (name == "order") {
        if (value != "big" && value != "little") return false;
        return prefix.order = value == "big" ? std::endian::big : std::endian::little, true;
    }
    if (name == "signed") return prefix.is_signed = true, value.empty();
    if (name == "counts") {
        using enum length_counts;
        for (const length_counts one : {payload, from_field, whole_frame})
            if (value == to_string(one)) return prefix.counts = one, true;
        return false;
    }
    if (!number) return false;
    if (name == "max_payload") return prefix.max_payload = *number, true;
    if (*number > runtime_layout::header_capacity) return false;
    if (name == "offset") return prefix.offset = static_cast<std::uint8_t>(*number), true;
    if (name == "gap") return prefix.gap = static_cast<std::uint8_t>(*number), true;
    return false;
}

bool compare(std::uint64_t left, std::string_view relation, std::uint64_t right) {
    if (relation == ">=") return left >= right;
    if (relation == "<=") return left <= right;
    return left == right;
}

/// What a layout has that no case can be written in; empty where cases can.
std::string_view unwritable(const prefix_layout& one) {
    using enum length_counts;
    if (one.form != length_form::binary && one.form != length_form::varint) return "a length of another form";
    if (one.counts != payload && one.counts != from_field && one.counts != whole_frame) return "a count of its own";
    if (one.length_bits != 0) return "flags beside its length";
    if (one.unit != 1) return "a unit";
    if (one.trailer != 0) return "a trailer";
    if (one.min_payload != 0) return "a least payload";
    if (one.magic.size != 0) return "constant bytes";
    if (one.max_varint_bytes != 10 || one.padded_varints) return "varints of its own";
    return "";
}

/// The library's layout of a protocol; each case sets the limit. Nothing for other names, and where `why` is set.
std::optional<prefix_layout> layout_of_protocol(std::string_view name, std::string& why) {
    for (const auto& one : cleave::named_layouts) {
        if (one.name != name) continue;
        prefix_layout found = one.layout;
        found.max_payload = automatic_limit;
        const std::string_view word = unwritable(found);
        if (word.empty()) return found;
        why = "expected a layout that cases can be written in; " + std::string(name) + " has " + std::string(word);
    }
    return std::nullopt;
}

} // namespace

std::vector<layout> covering_layouts() {
    std::vector<layout> all = named_layouts();
    for (const std::string_view text :
         {"width=2,counts=from_field,offset=1,gap=3", "width=4,order=little,counts=whole_frame,offset=2"}) {
        std::string why;
        if (const auto one = parse_layout(text, why)) all.push_back(*one);
    }
    return all;
}

std::optional<layout> parse_layout(std::string_view text, std::string& why) {
    for (const layout& one : named_layouts())
        if (one.name == text) return one;

    layout result{std::string(text), {}};
    std::string_view rest = text;
    const std::string_view name = text.substr(0, text.find(','));
    why.clear();
    if (const auto protocol = layout_of_protocol(name, why)) {
        result.prefix = *protocol;
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    if (!why.empty()) return std::nullopt;
    while (!rest.empty()) {
        const std::string_view part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const auto equals = std::min(part.find('='), part.size());
        if (set_layout_part(result.prefix, part.substr(0, equals), part.substr(std::min(part.size(), equals + 1))))
            continue;
        why = "expected a layout's name (";
        for (const layout& one : named_layouts()) why += one.name + ", ";
        why += "...), that of a protocol of the library, or parts such as width=1|2|3|4|8|varint, order=big|little, "
               "signed, "
               "counts=payload|from_field|whole_frame, offset=N, gap=N, max_payload=N; found '" +
               std::string(part) + "'";
        return std::nullopt;
    }
    if (text.empty() || check_layout(result.prefix) != layout_error::none) {
        why = "expected a layout that can be: width 1, 2, 3, 4, 8 or varint, a header of at most 32 bytes, a "
              "max_payload that the field can hold, and no varint that is signed or counts its header";
        return std::nullopt;
    }
    return result;
}

std::string_view to_string(length_counts counts) {
    switch (counts) {
    case length_counts::payload: return "payload";
    case length_counts::from_field: return "from_field";
    case length_counts::whole_frame: return "whole_frame";
    }
    return "";
}

bool is_varint(const prefix_layout& prefix) { return prefix.form == length_form::varint; }

std::size_t min_header_bytes(const prefix_layout& prefix) {
    return std::size_t{prefix.offset} + (detail::is_fixed(prefix.form) ? prefix.width : 1U) + prefix.gap;
}

std::uint64_t counted_header_bytes(const prefix_layout& prefix) {
    switch (prefix.counts) {
    case length_counts::payload: return 0;
    case length_counts::from_field: return std::uint64_t{prefix.width} + prefix.gap;
    case length_counts::whole_frame: break;
    }
    return min_header_bytes(prefix) - static_cast<std::size_t>(prefix.counts);
}

std::uint64_t field_capacity(const prefix_layout& prefix) {
    constexpr std::uint64_t most = INT64_MAX;
    if (is_varint(prefix)) return most;
    const std::uint64_t largest = ~std::uint64_t{0} >> (64 - 8 * prefix.width + (prefix.is_signed ? 1 : 0));
    return std::min(largest, most) - counted_header_bytes(prefix);
}

runtime_layout checked_layout(const prefix_layout& prefix) {
    runtime_layout checked;
    if (runtime_layout::from(prefix, checked) != layout_error::none) std::abort();
    return checked;
}

std::uint64_t payload_limit(const prefix_layout& prefix) {
    return prefix.max_payload != automatic_limit ? prefix.max_payload
                                                 : std::min(field_capacity(prefix), std::uint64_t{16} << 20);
}

std::optional<std::string> integer_bytes(integer value, unsigned width, bool big_endian, bool is_signed) {
    const std::uint64_t ones = ~std::uint64_t{0} >> (64 - 8 * width);
    const std::uint64_t half = ones / 2;
    const bool fits =
        value.negative ? is_signed && value.magnitude <= half + 1 : value.magnitude <= (is_signed ? half : ones);
    if (!fits) return std::nullopt;
    const std::uint64_t bits = value.negative ? std::uint64_t{0} - value.magnitude : value.magnitude;
    std::string bytes;
    for (unsigned i = 0; i < width; ++i)
        bytes += static_cast<char>(bits >> 8 * (big_endian ? width - 1 - i : i) & 0xff);
    return bytes;
}

std::string varint_bytes(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
    bytes += static_cast<char>(value);
    return bytes;
}

std::optional<std::string> header_with_field(const prefix_layout& prefix, integer field, filler around) {
    std::optional<std::string> length;
    if (!is_varint(prefix))
        length = integer_bytes(field, prefix.width, prefix.order == std::endian::big, prefix.is_signed);
    else if (!field.negative)
        length = varint_bytes(field.magnitude);
    if (!length) return std::nullopt;
    return std::string(prefix.offset, around.leading) + *length + std::string(prefix.gap, around.gap);
}

std::optional<std::string> frame_header(const prefix_layout& prefix, integer payload, filler around) {
    const auto field = add(payload, integer{counted_header_bytes(prefix)});
    return field ? header_with_field(prefix, *field, around) : std::nullopt;
}

integer all_ones(const prefix_layout& prefix) {
    if (prefix.is_signed) return integer{1, true};
    return integer{is_varint(prefix) ? ~std::uint64_t{0} : ~std::uint64_t{0} >> (64 - 8 * prefix.width)};
}

need layout_need(const prefix_layout& prefix, std::string_view word) {
    const auto answer = [](bool met) { return met ? need::met : need::unmet; };
    const bool fixed = !is_varint(prefix);
    if (word == "fixed-width") return answer(fixed);
    if (word == "varint") return answer(!fixed);
    if (word == "signed") return answer(prefix.is_signed);
    if (word == "unsigned") return answer(!prefix.is_signed);
    if (word == "big-endian") return answer(fixed && prefix.order == std::endian::big);
    if (word == "little-endian") return answer(fixed && prefix.order == std::endian::little);
    if (word == "counts-payload") return answer(prefix.counts == length_counts::payload);
    if (word == "counts-header") return answer(prefix.counts != length_counts::payload);
    if (word == "offset") return answer(prefix.offset > 0);
    if (word == "gap") return answer(prefix.gap > 0);
    if (word == "no-offset") return answer(prefix.offset == 0);
    if (word == "no-gap") return answer(prefix.gap == 0);

    const auto relation = word.find_first_of("<>=");
    if (relation == std::string_view::npos) return need::not_about_layouts;
    const std::size_t length = word[relation] == '=' ? 1 : 2;
    const auto number = parse_unsigned(word.substr(std::min(word.size(), relation + length)));
    const std::string_view name = word.substr(0, relation);
    const std::string_view sign = word.substr(relation, length);
    if (!number || (length == 2 && sign != ">=" && sign != "<=")) return need::not_about_layouts;
    if (name == "width") return answer(fixed && compare(prefix.width, sign, *number));
    if (name == "header") return answer(compare(min_header_bytes(prefix), sign, *number));
    if (name == "payload") return answer(compare(field_capacity(prefix), sign, *number));
    return need::not_about_layouts;
}

} // namespace cleave::conformance
