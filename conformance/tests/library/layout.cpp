// SPDX-License-Identifier: MIT
//
// Layouts against a reference that reads byte by byte, takes another road and shares nothing with them.
#include <cleave/layout.hpp>
#include <cleave/protocols/generic.hpp>

#ifndef __SIZEOF_INT128__
#include <boost/multiprecision/cpp_int.hpp>
#endif
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#ifdef BOOST_NO_EXCEPTIONS
// What Boost calls where there are no exceptions.
namespace boost {
void throw_exception(const std::exception&) { std::abort(); }
void throw_exception(const std::exception&, const source_location&) { std::abort(); }
} // namespace boost
#endif

namespace cleave {
namespace {

using bytes = std::vector<std::byte>;

bytes bytes_of(std::string_view text) {
    bytes all;
    for (const char c : text) all.push_back(static_cast<std::byte>(c));
    return all;
}

runtime_layout made(const prefix_layout& layout) {
    runtime_layout into;
    EXPECT_EQ(runtime_layout::from(layout, into), layout_error::none);
    return into;
}

prefix_reading read(const prefix_layout& layout, std::string_view in) { return made(layout).read(bytes_of(in)); }

using namespace std::string_view_literals;

// ---- the reference: 128 bits, one byte at a time
// ---------------------------------------------------------------------

#ifdef __SIZEOF_INT128__
__extension__ using wide = __int128;
#else
using wide = boost::multiprecision::int128_t; // 32-bit processors have none of their own
#endif

struct slow_field {
    status st = status::need_input;
    std::size_t size = 0;
    wide value = 0;
    bool is_padded = false;
};

slow_field slow_binary(const prefix_layout& l, std::span<const std::byte> in) {
    wide value = 0;
    for (unsigned i = 0; i < l.width; ++i) {
        if (i == in.size()) return {};
        const wide byte = std::to_integer<int>(in[i]);
        value += byte << 8 * (l.order == std::endian::big ? l.width - 1 - i : i);
    }
    if (l.length_bits != 0) value %= wide{1} << l.length_bits;
    if (l.is_signed && value >= wide{1} << (8 * l.width - 1)) value -= wide{1} << (8 * l.width);
    return {status::ok, l.width, value};
}

slow_field slow_digits(const prefix_layout& l, std::span<const std::byte> in, int base) {
    if (in.size() < l.width) return {};
    wide value = 0;
    for (unsigned i = 0; i < l.width; ++i) {
        const std::size_t digit = "0123456789abcdef0123456789ABCDEF"sv.find(static_cast<char>(in[i]));
        if (digit == std::string_view::npos || digit % 16 >= static_cast<unsigned>(base))
            return {status::length_malformed, l.width};
        value = value * base + static_cast<int>(digit % 16);
    }
    return {status::ok, l.width, value};
}

slow_field slow_seven_bits(const prefix_layout& l, std::span<const std::byte> in) {
    const bool low_first = l.form == length_form::varint;
    if (!low_first && !l.padded_varints && !in.empty() && in[0] == std::byte{0x80})
        return {status::varint_not_canonical, 1};
    std::size_t size = 0;
    while (size < l.max_varint_bytes && size < in.size() && std::to_integer<int>(in[size]) >= 0x80) ++size;
    if (size == l.max_varint_bytes) return {status::varint_too_long, size};
    if (size == in.size()) return {};
    wide value = 0;
    ++size;
    for (std::size_t i = 0; i < size; ++i)
        value = value * 128 + std::to_integer<int>(in[low_first ? size - 1 - i : i]) % 128;
    if (value >> 64 != 0) return {status::varint_too_long, size};
    return {status::ok, size, value, low_first && size > 1 && in[size - 1] == std::byte{0}};
}

slow_field slow_ber(const prefix_layout& l, std::span<const std::byte> in) {
    if (in.empty()) return {};
    const int first = std::to_integer<int>(in[0]);
    if (first < 128) return {status::ok, 1, first};
    if (first == 128) return {status::length_malformed, 1};
    const auto size = static_cast<std::size_t>(first - 128 + 1);
    if (size > 9 || size > l.max_varint_bytes) return {status::varint_too_long, 1};
    if (in.size() < size) return {};
    wide value = 0;
    for (std::size_t i = 1; i < size; ++i) value = value * 256 + std::to_integer<int>(in[i]);
    return {status::ok, size, value, value < 128 || in[1] == std::byte{0}};
}

slow_field slow_quic(const prefix_layout& l, std::span<const std::byte> in) {
    if (in.empty()) return {};
    const std::size_t size = std::array{1U, 2U, 4U, 8U}[std::to_integer<std::size_t>(in[0]) / 64];
    if (size > l.max_varint_bytes) return {status::varint_too_long, 1};
    if (in.size() < size) return {};
    wide value = std::to_integer<int>(in[0]) % 64;
    for (std::size_t i = 1; i < size; ++i) value = value * 256 + std::to_integer<int>(in[i]);
    const wide fits_less = size == 2 ? 63 : size == 4 ? 16'383 : size == 8 ? 1'073'741'823 : -1;
    return {status::ok, size, value, value <= fits_less};
}

slow_field slow_length(const prefix_layout& l, std::span<const std::byte> in) {
    if (in.size() < l.offset) return {};
    const auto rest = in.subspan(l.offset);
    slow_field field;
    switch (l.form) {
    case length_form::binary: field = slow_binary(l, rest); break;
    case length_form::decimal: field = slow_digits(l, rest, 10); break;
    case length_form::hexadecimal: field = slow_digits(l, rest, 16); break;
    case length_form::varint:
    case length_form::be7: field = slow_seven_bits(l, rest); break;
    case length_form::ber: field = slow_ber(l, rest); break;
    case length_form::quic: field = slow_quic(l, rest); break;
    }
    if (field.st == status::ok && field.is_padded && !l.padded_varints) field.st = status::varint_not_canonical;
    return field;
}

/// Answers with every byte that is there; a need has no size.
prefix_reading slow_read(const prefix_layout& l, std::span<const std::byte> in) {
    const slow_field field = slow_length(l, in);
    const std::size_t through = l.offset + field.size;
    const auto wrong_magic = [&](std::size_t below) -> std::size_t {
        for (std::size_t i = 0; i < l.magic.size; ++i) {
            const std::size_t at = std::size_t{l.magic.at} + i;
            if (at < in.size() && at < below && in[at] != l.magic.bytes[i]) return at + 1;
        }
        return 0;
    };
    if (const std::size_t wrong = wrong_magic(l.offset)) return prefix_reading::refused(status::magic_mismatch, wrong);
    if (field.st == status::need_input) return prefix_reading::need(0);
    if (field.st != status::ok) return prefix_reading::refused(field.st, through);
    wide payload = field.value * l.unit;
    if (field.value < 0) return prefix_reading::refused(status::negative_length, through);
    if (l.counts == length_counts::from_field)
        payload -= l.width + l.gap;
    else if (l.counts != length_counts::payload)
        payload -= l.offset + l.width + l.gap - static_cast<int>(l.counts);
    if (payload < 0) return prefix_reading::refused(status::length_below_header, through);
    if (payload < static_cast<wide>(l.min_payload)) return prefix_reading::refused(status::frame_too_small, through);
    const std::size_t header = through + l.gap;
    if (payload > static_cast<wide>(l.max_payload)) {
        const wide most = ~std::uint64_t{0};
        const auto shown =
            static_cast<std::uint64_t>(field.value * l.unit > most ? most - (field.value * l.unit - payload) : payload);
        return prefix_reading::too_large(through, header, shown, l.trailer);
    }
    if (const std::size_t wrong = wrong_magic(255)) return prefix_reading::refused(status::magic_mismatch, wrong);
    if (in.size() < header) return prefix_reading::need(0);
    return prefix_reading::frame(header, static_cast<std::uint64_t>(payload), l.trailer);
}

// ---- random layouts
// --------------------------------------------------------------------------------------------------

struct dice {
    std::mt19937_64 engine;

    std::uint64_t operator()(std::uint64_t below) { return engine() % below; }
    bool one_in(std::uint64_t n) { return (*this)(n) == 0; }
    std::uint8_t byte(std::uint64_t below) { return static_cast<std::uint8_t>((*this)(below)); }
};

prefix_layout random_layout(dice& roll) {
    prefix_layout l;
    l.form = roll.one_in(2) ? length_form::binary : static_cast<length_form>(roll(7));
    l.width = static_cast<std::uint8_t>(1 + roll(l.form == length_form::binary ? 8 : 16));
    l.order = roll.one_in(2) ? std::endian::big : std::endian::little;
    l.is_signed = l.form == length_form::binary && roll.one_in(3);
    if (l.form == length_form::binary && !l.is_signed && roll.one_in(4))
        l.length_bits = static_cast<std::uint8_t>(1 + roll(8U * l.width));
    l.unit = static_cast<std::uint8_t>(roll.one_in(3) ? 1U << roll(4) : 1U);
    l.offset = roll.one_in(2) ? std::uint8_t{0} : roll.byte(20);
    l.gap = roll.one_in(2) ? std::uint8_t{0} : roll.byte(20);
    if (roll.one_in(3)) l.counts = roll.one_in(2) ? length_counts::from_field : counts_from_byte(roll.byte(30));
    if (roll.one_in(4)) l.trailer = roll.byte(10);
    if (roll.one_in(4)) l.min_payload = roll(30);
    if (roll.one_in(2)) l.max_payload = roll(std::uint64_t{1} << (1 + roll(63)));
    if (roll.one_in(3)) {
        l.magic = {roll.byte(24), "abc"};
        l.magic.size = static_cast<std::uint8_t>(1 + roll(3));
        for (std::size_t i = l.magic.size; i < 3; ++i) l.magic.bytes[i] = std::byte{0};
    }
    l.max_varint_bytes = static_cast<std::uint8_t>(roll.one_in(2) ? 10 : 1 + roll(10));
    l.padded_varints = roll.one_in(2);
    return l;
}

/// The next random layout that is valid.
prefix_layout valid_layout(dice& roll) {
    for (;;)
        if (const prefix_layout l = random_layout(roll); check_layout(l) == layout_error::none) return made(l).layout();
}

/// A header of this layout, or nearly so.
bytes random_header(const runtime_layout& layout, dice& roll) {
    const prefix_layout& l = layout.layout();
    bytes in(64); // the longest header has 55
    for (std::byte& each : in) each = static_cast<std::byte>(roll.one_in(3) ? 0 : roll.one_in(3) ? 0x80 : roll(256));
    const std::uint64_t payload = l.max_payload == 0 ? 0 : roll(roll.one_in(2) ? 300 : l.max_payload);
    if (layout.check_payload(payload) == status::ok && !roll.one_in(4)) {
        layout.write(payload, in.data());
        if (roll.one_in(3)) in[static_cast<std::size_t>(roll(64))] = static_cast<std::byte>(roll(256));
    }
    return in;
}

TEST(random_layouts, read_as_the_reference_does_and_keep_the_laws) {
    dice roll{std::mt19937_64(20260)};
    std::array<std::size_t, 64> seen{};
    for (int n = 0; n < 6'000; ++n) {
        const runtime_layout layout = made(valid_layout(roll));
        for (int k = 0; k < 12; ++k) {
            const bytes in = random_header(layout, roll);
            ASSERT_EQ(broken_law(layout, in), prefix_law::none) << n;
            for (std::size_t size = 0; size <= in.size(); ++size) {
                const auto front = std::span(in).first(size);
                prefix_reading found = layout.read(front);
                if (found.st == status::need_input) found.size = 0;
                ASSERT_EQ(found, slow_read(layout.layout(), front)) << n << ' ' << to_string(found.st);
            }
            ++seen[static_cast<std::size_t>(layout.read(in).st)];
        }
    }
    using enum status;
    for (const status st : {ok, negative_length, length_below_header, frame_too_large, varint_too_long,
                            varint_not_canonical, length_malformed, magic_mismatch, frame_too_small})
        EXPECT_GT(seen[static_cast<std::size_t>(st)], 100U) << to_string(st);
}

TEST(random_layouts, read_what_they_wrote) {
    dice roll{std::mt19937_64(20261)};
    std::size_t written = 0;
    for (int n = 0; n < 6'000; ++n) {
        const runtime_layout layout = made(valid_layout(roll));
        for (int k = 0; k < 12; ++k) {
            const std::uint64_t most = layout.max_payload();
            const std::uint64_t payload = k == 0 ? most : k == 1 ? layout.layout().min_payload : roll(most + 1);
            if (layout.check_payload(payload) != status::ok) continue;
            bytes out(layout.size(payload) + 1, std::byte{0x5a});
            layout.write(payload, out.data());
            ASSERT_EQ(out.back(), std::byte{0x5a});
            out.pop_back();
            ASSERT_EQ(layout.read(out), prefix_reading::frame(out.size(), payload, layout.layout().trailer));
            ASSERT_EQ(layout.declared(out).is_negative, false);
            ++written;
        }
    }
    EXPECT_GT(written, 30'000U);
}

/// Every byte that a need asks for less one leaves the answer as it is; the byte asked for can change it.
TEST(random_layouts, ask_for_as_much_as_they_can) {
    dice roll{std::mt19937_64(20262)};
    for (int n = 0; n < 2'000; ++n) {
        const runtime_layout layout = made(valid_layout(roll));
        const bytes in = random_header(layout, roll);
        for (std::size_t size = 0; size <= in.size();) {
            const prefix_reading found = layout.read(std::span(in).first(size));
            if (found.st != status::need_input) break;
            for (std::uint64_t more = 1; more < found.size; ++more)
                ASSERT_EQ(layout.read(std::span(in).first(size + static_cast<std::size_t>(more))),
                          prefix_reading::need(found.size - more));
            size += static_cast<std::size_t>(found.size);
        }
    }
}

// ---- known to the compiler: the same as at run time
// ------------------------------------------------------------------

template <prefix_layout... Layouts>
void expect_the_same_at_run_time(dice& roll) {
    const auto one = [&roll]<prefix_layout L>(fixed_layout<L> fixed) {
        const runtime_layout layout = made(L);
        ASSERT_EQ(fixed.layout(), layout.layout());
        ASSERT_EQ(runtime_layout(fixed), layout);
        for (int k = 0; k < 300; ++k) {
            const bytes in = random_header(layout, roll);
            for (std::size_t size = 0; size <= in.size(); ++size)
                ASSERT_EQ(fixed.read(std::span(in).first(size)), layout.read(std::span(in).first(size)));
            const std::uint64_t payload = roll(layout.max_payload() + 1);
            ASSERT_EQ(fixed.check_payload(payload), layout.check_payload(payload));
            if (fixed.check_payload(payload) != status::ok) continue;
            bytes a(fixed.size(payload)), b(layout.size(payload));
            fixed.write(payload, a.data());
            layout.write(payload, b.data());
            ASSERT_EQ(a, b);
            ASSERT_LE(a.size(), fixed.header_capacity);
            const declared_length x = fixed.declared(in), y = layout.declared(in);
            ASSERT_EQ(x.value, y.value);
            ASSERT_EQ(x.is_negative, y.is_negative);
            ASSERT_EQ(x.is_swapped, y.is_swapped);
        }
    };
    (one(fixed_layout<Layouts>{}), ...);
}

constexpr auto little = std::endian::little;

TEST(fixed_layouts, are_the_runtime_layouts) {
    dice roll{std::mt19937_64(20263)};
    using enum length_form;
    expect_the_same_at_run_time<
        prefix_layout{}, prefix_layout{.width = 1}, prefix_layout{.width = 2}, prefix_layout{.width = 3},
        prefix_layout{.width = 5}, prefix_layout{.width = 6}, prefix_layout{.width = 7}, prefix_layout{.width = 8},
        prefix_layout{.width = 2, .order = little}, prefix_layout{.width = 3, .order = little},
        prefix_layout{.width = 4, .order = little}, prefix_layout{.width = 5, .order = little},
        prefix_layout{.width = 6, .order = little}, prefix_layout{.width = 7, .order = little},
        prefix_layout{.width = 8, .order = little, .is_signed = true},
        prefix_layout{.width = 4, .is_signed = true, .counts = length_counts::from_field, .offset = 1},
        prefix_layout{.width = 2, .length_bits = 11, .unit = 4, .counts = length_counts::whole_frame, .gap = 2},
        prefix_layout{.form = varint, .offset = 1, .max_varint_bytes = 4}, prefix_layout{.form = ber, .offset = 1},
        prefix_layout{.form = be7, .gap = 3}, prefix_layout{.form = quic, .padded_varints = true},
        prefix_layout{.form = decimal, .width = 5, .trailer = 1}, prefix_layout{.form = hexadecimal, .width = 4},
        prefix_layout{.width = 2, .offset = 2, .gap = 16, .magic = {4, "\x21\x12\xa4\x42"}},
        prefix_layout{.width = 4, .offset = 4, .magic = {0, "PRPC"}}>(roll);
}

// ---- one by one
// ------------------------------------------------------------------------------------------------------

TEST(layout, has_a_trailer_that_the_length_does_not_count) {
    // AMQP 0-9-1, a heartbeat and a frame of five bytes.
    const prefix_layout amqp{.offset = 3, .trailer = 1};
    EXPECT_EQ(read(amqp, "\x08\x00\x00\x00\x00\x00\x00\xce"sv), prefix_reading::frame(7, 0, 1));
    EXPECT_EQ(read(amqp, "\x01\x00\x01\x00\x00\x00\x05hello\xce"sv), prefix_reading::frame(7, 5, 1));
}

TEST(layout, takes_the_low_bits) {
    const prefix_layout record_mark{.length_bits = 31};
    EXPECT_EQ(read(record_mark, "\x80\x00\x00\x04"sv), prefix_reading::frame(4, 4));
}

TEST(layout, counts_units_from_any_byte) {
    EXPECT_EQ(read({.width = 2, .unit = 4, .offset = 2, .gap = 8}, "\x00\x00\x00\x03________"sv),
              prefix_reading::frame(12, 12));
    // OCP.1: a sync byte, two bytes of version, and 4 that count from byte 1 on.
    EXPECT_EQ(
        read({.counts = counts_from_byte(1), .offset = 3, .gap = 3}, "\x3b\x00\x01\x00\x00\x00\x0b\x01\x00\x01"sv),
        prefix_reading::frame(10, 2));
}

TEST(layout, stops_a_varint_at_its_last_byte) {
    const prefix_layout mqtt{.form = length_form::varint, .offset = 1, .max_varint_bytes = 4};
    EXPECT_EQ(read(mqtt, "\x30\xff\xff\xff"sv), prefix_reading::need(1));
    EXPECT_EQ(read(mqtt, "\x30\xff\xff\xff\xff"sv), prefix_reading::refused(status::varint_too_long, 5));
    EXPECT_EQ(read(mqtt, "\x30\xff\xff\xff\x7f"sv), prefix_reading::too_large(5, 5, 268'435'455)); // above 16 MiB
}

TEST(layout, refuses_magic_at_its_first_wrong_byte) {
    const prefix_layout modbus{.width = 2, .offset = 4, .min_payload = 2, .max_payload = 254, .magic = {2, "\0\0"}};
    EXPECT_EQ(read(modbus, ""sv), prefix_reading::need(3));
    EXPECT_EQ(read(modbus, "\x00\x01\xde"sv), prefix_reading::refused(status::magic_mismatch, 3));
    EXPECT_EQ(read(modbus, "\x00\x01\x00\xad\x00\x06"sv), prefix_reading::refused(status::magic_mismatch, 4));
    EXPECT_EQ(read(modbus, "\x00\x01\x00\x00\x00\x00"sv), prefix_reading::refused(status::frame_too_small, 6));
    EXPECT_EQ(read(modbus, "\x00\x01\x00\x00\x00\x06"sv), prefix_reading::frame(6, 6));
}

TEST(layout, tells_the_greatest_number_from_the_least) {
    const prefix_layout byte{.width = 1, .is_signed = true, .max_payload = 100};
    EXPECT_EQ(read(byte, "\x7f"sv), prefix_reading::too_large(1, 1, 127));
    EXPECT_EQ(read(byte, "\x80"sv), prefix_reading::refused(status::negative_length, 1));
}

TEST(layout, shows_an_error_before_the_gap) {
    const prefix_layout gap{.width = 2, .is_signed = true, .gap = 100};
    EXPECT_EQ(read(gap, "\xff\xff"sv), prefix_reading::refused(status::negative_length, 2));
    EXPECT_EQ(read({.width = 2, .gap = 100, .max_payload = 5}, "\x00\x06"sv), prefix_reading::too_large(2, 102, 6));
}

TEST(layout, says_what_was_declared) {
    const runtime_layout kafka = made({.is_signed = true});
    const declared_length minus = kafka.declared(bytes_of("\xff\xff\xff\xfe"sv));
    EXPECT_TRUE(minus.is_negative);
    EXPECT_EQ(static_cast<std::int64_t>(minus.value), -2);
    const declared_length lowest = kafka.declared(bytes_of("\x80\x00\x00\x00"sv));
    EXPECT_EQ(static_cast<std::int64_t>(lowest.value), INT32_MIN);
    EXPECT_TRUE(kafka.declared(bytes_of("\x05\x00\x00\x00"sv)).is_swapped);
    EXPECT_FALSE(kafka.declared(bytes_of("\x05\x00\x00\x77"sv)).is_swapped);
    EXPECT_TRUE(made({.width = 3, .max_payload = 100}).declared(bytes_of("\x05\x00\x00"sv)).is_swapped);
    EXPECT_TRUE(made({.width = 8, .order = little}).declared(bytes_of("\0\0\0\0\0\0\0\x05"sv)).is_swapped);
    EXPECT_EQ(kafka.declared(bytes_of("\x05"sv)).value, 0U);
}

TEST(layout, limits_a_payload_by_its_field) {
    EXPECT_EQ(made({.width = 1}).max_payload(), 255U);
    EXPECT_EQ(made({.width = 2, .is_signed = true}).max_payload(), 32'767U);
    EXPECT_EQ(made({.width = 2, .counts = length_counts::whole_frame}).max_payload(), 65'533U);
    EXPECT_EQ(made({.width = 2, .length_bits = 11}).max_payload(), 2'047U);
    EXPECT_EQ(made({.width = 1, .unit = 8}).max_payload(), 2'040U);
    EXPECT_EQ(made({}).max_payload(), std::uint64_t{16} << 20);
    EXPECT_EQ(made({.form = length_form::decimal, .width = 4}).max_payload(), 9'999U);
    EXPECT_EQ(made({.form = length_form::varint, .max_varint_bytes = 3}).max_payload(), 2'097'151U);
    EXPECT_EQ(made({.form = length_form::quic, .max_varint_bytes = 2}).max_payload(), 16'383U);
}

TEST(layout, names_what_is_not_valid) {
    using enum layout_error;
    const auto error = [](const prefix_layout& l) {
        runtime_layout into;
        const layout_error found = runtime_layout::from(l, into);
        EXPECT_EQ(into, runtime_layout{});
        return found;
    };
    EXPECT_EQ(error({.width = 0}), binary_width_not_1_to_8);
    EXPECT_EQ(error({.width = 9}), binary_width_not_1_to_8);
    EXPECT_EQ(error({.form = length_form::decimal, .width = 17}), digits_not_1_to_16);
    EXPECT_EQ(error({.form = length_form::ber, .is_signed = true}), only_binary_can_be_signed);
    EXPECT_EQ(error({.is_signed = true, .length_bits = 3}), only_unsigned_binary_has_length_bits);
    EXPECT_EQ(error({.form = length_form::quic, .length_bits = 3}), only_unsigned_binary_has_length_bits);
    EXPECT_EQ(error({.width = 2, .length_bits = 17}), length_bits_exceed_the_field);
    EXPECT_EQ(error({.unit = 0}), unit_not_1_2_4_or_8);
    EXPECT_EQ(error({.unit = 3}), unit_not_1_2_4_or_8);
    EXPECT_EQ(error({.unit = 16}), unit_not_1_2_4_or_8);
    EXPECT_EQ(error({.form = length_form::varint, .max_varint_bytes = 11}), max_varint_bytes_not_1_to_10);
    EXPECT_EQ(error({.form = length_form::varint, .max_varint_bytes = 0}), max_varint_bytes_not_1_to_10);
    magic_bytes long_magic(0, "0123456789abcdef");
    long_magic.size = 17;
    EXPECT_EQ(error({.magic = long_magic}), magic_longer_than_16_bytes);
    EXPECT_EQ(error({.offset = 200, .gap = 52}), header_longer_than_255_bytes);
    EXPECT_EQ(error({.form = length_form::varint, .counts = length_counts::whole_frame}),
              only_fixed_fields_count_the_header);
    EXPECT_EQ(error({.counts = counts_from_byte(5)}), counts_from_beyond_the_header);
    EXPECT_EQ(error({.offset = 2, .magic = {1, "ab"}}), magic_overlaps_the_length);
    EXPECT_EQ(error({.offset = 2, .gap = 1, .magic = {6, "ab"}}), magic_outside_the_header);
    EXPECT_EQ(error({.form = length_form::varint, .gap = 9, .magic = {3, "ab"}}), magic_overlaps_the_length);
    EXPECT_EQ(error({.width = 1, .length_bits = 2, .counts = length_counts::whole_frame, .gap = 3}),
              length_field_can_not_cover_the_header);
    EXPECT_EQ(error({.width = 2, .max_payload = 65'536}), max_payload_exceeds_the_length_field);
    EXPECT_EQ(error({.width = 8, .max_payload = std::uint64_t{1} << 63}), max_payload_exceeds_the_length_field);
    EXPECT_EQ(error({.min_payload = 6, .max_payload = 5}), min_payload_exceeds_max_payload);
    EXPECT_EQ(error({.unit = 4, .min_payload = 6, .max_payload = 7}), min_payload_exceeds_max_payload);
}

TEST(layout, says_which_payloads_a_frame_can_have) {
    const runtime_layout words = made({.unit = 4, .min_payload = 4, .max_payload = 12});
    EXPECT_EQ(words.check_payload(0), status::frame_too_small);
    EXPECT_EQ(words.check_payload(6), status::length_malformed);
    EXPECT_EQ(words.check_payload(12), status::ok);
    EXPECT_EQ(words.check_payload(16), status::frame_too_large);
}

TEST(layout, stops_a_long_length_where_it_no_longer_fits) {
    const prefix_layout varint{.form = length_form::varint}, be7{.form = length_form::be7};
    EXPECT_EQ(read(varint, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv).st, status::varint_too_long) << "65 bits";
    EXPECT_EQ(read(varint, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv).size, UINT64_MAX);
    EXPECT_EQ(read(be7, "\x83\x80\x80\x80\x80\x80\x80\x80\x80\x00"sv).st, status::varint_too_long) << "65 bits";
    EXPECT_EQ(read(be7, "\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00"sv).size, std::uint64_t{1} << 63);
}

TEST(layout, takes_padded_ber_where_it_may) {
    prefix_layout ber{.form = length_form::ber};
    EXPECT_EQ(read(ber, ""sv), prefix_reading::need(1));
    EXPECT_EQ(read(ber, "\x81\x7f"sv).st, status::varint_not_canonical);
    EXPECT_EQ(read(ber, "\x81\x80"sv), prefix_reading::frame(2, 128));
    ber.padded_varints = true;
    EXPECT_EQ(read(ber, "\x81\x7f"sv), prefix_reading::frame(2, 127));
}

} // namespace
} // namespace cleave
