// SPDX-License-Identifier: MIT
//
// The pipeline against a reference that is slow, goes byte by byte and shares nothing with it.
#include <cleave/length_prefix.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace cleave {
namespace {

constexpr auto little = std::endian::little;
constexpr std::uint64_t largest_limit = (std::uint64_t{1} << 63) - 1;

// ---- the reference -------------------------------------------------------------------------------------------------

struct reference_varint {
    status st;
    std::size_t bytes;
    std::uint64_t value;
};

reference_varint slow_varint(std::span<const std::byte> in) {
    for (std::size_t last = 0; last < in.size(); ++last) {
        const auto byte = std::to_integer<unsigned>(in[last]);
        if (last == 9 && byte > 1) return {status::varint_too_long, 10, 0};
        if (byte >= 128) continue;
        std::uint64_t value = 0;
        for (std::size_t i = last + 1; i-- > 0;) value = value * 128 + std::to_integer<unsigned>(in[i]) % 128;
        const bool padded = last > 0 && byte == 0;
        return {padded ? status::varint_not_canonical : status::ok, last + 1, value};
    }
    return {status::need_input, 0, 0};
}

struct reference_reading {
    status st;
    std::size_t header_bytes;
    std::uint64_t payload;
    std::size_t more;
};

reference_reading slow_reading(const prefix_layout& layout, std::span<const std::byte> in) {
    const std::size_t field_bytes = layout.width == varint_width ? 1 : layout.width;
    const std::size_t least = layout.offset + field_bytes + layout.gap;
    if (in.size() < layout.offset + field_bytes) return {status::need_input, 0, 0, least - in.size()};
    std::uint64_t magnitude = 0;
    bool negative = false;
    std::size_t through_field = layout.offset + field_bytes;
    if (layout.width == varint_width) {
        const auto field = slow_varint(in.subspan(layout.offset));
        if (field.st == status::need_input) return {status::need_input, 0, 0, std::size_t{1} + layout.gap};
        through_field = layout.offset + field.bytes;
        if (field.st != status::ok) return {field.st, through_field, 0, 0};
        magnitude = field.value;
    } else {
        const auto field = in.subspan(layout.offset, field_bytes);
        const auto digit = [&](std::size_t i) { // the most significant one first
            return std::to_integer<unsigned>(layout.order == little ? field[field_bytes - 1 - i] : field[i]);
        };
        negative = layout.is_signed && digit(0) >= 128;
        for (std::size_t i = 0; i < field_bytes; ++i) magnitude = magnitude * 256 + digit(i);
    }
    if (negative) return {status::negative_length, through_field, 0, 0};
    std::uint64_t counted = 0;
    if (layout.counts != length_counts::payload) counted = field_bytes + layout.gap;
    if (layout.counts == length_counts::whole_frame) counted += layout.offset;
    if (magnitude < counted) return {status::length_below_header, through_field, 0, 0};
    const std::uint64_t payload = magnitude - counted;
    if (payload > layout.max_payload) return {status::frame_too_large, through_field, payload, 0};
    const std::size_t header = through_field + layout.gap;
    if (in.size() < header) return {status::need_input, 0, 0, header - in.size()};
    return {status::ok, header, payload, 0};
}

bool agree(const prefix_layout& layout, std::span<const std::byte> in) {
    const auto fast = read_prefix(layout, in);
    const auto slow = slow_reading(layout, in);
    const bool is_of_no_payload = slow.st == status::negative_length || slow.st == status::length_below_header;
    return fast.st == slow.st && fast.header_bytes == slow.header_bytes && fast.more_bytes == slow.more &&
           (is_of_no_payload || fast.payload_bytes == slow.payload);
}

std::string disagreement(const prefix_layout& layout, std::span<const std::byte> in) {
    const auto fast = read_prefix(layout, in);
    const auto slow = slow_reading(layout, in);
    return name_of(layout) + ": " + spaced_hex(in) + ": " + std::string(to_string(fast.st)) + ' ' +
           std::to_string(fast.payload_bytes) + ", should be " + std::string(to_string(slow.st)) + ' ' +
           std::to_string(slow.payload);
}

// The layout with the limits that its field can hold, small and large.
std::vector<prefix_layout> with_limits(const prefix_layout& layout) {
    const std::uint64_t most = layout.field_capacity();
    std::vector<prefix_layout> layouts;
    for (const std::uint64_t limit : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{77}, most - 1, most}) {
        prefix_layout limited = layout;
        limited.max_payload = limit;
        EXPECT_EQ(check_layout(limited), layout_error::none) << name_of(limited);
        layouts.push_back(limited);
    }
    return layouts;
}

// ---- the layout as a value -----------------------------------------------------------------------------------------

static_assert(check_layout({}) == layout_error::none);
static_assert(check_layout({.width = 5}) == layout_error::width_not_1_2_3_4_8_or_varint);
static_assert(check_layout({.width = 255}) == layout_error::width_not_1_2_3_4_8_or_varint);
static_assert(check_layout({.width = 4, .offset = 28}) == layout_error::none);
static_assert(check_layout({.width = 4, .offset = 28, .gap = 1}) == layout_error::header_longer_than_32_bytes);
static_assert(check_layout({.width = varint_width, .offset = 22}) == layout_error::none);
static_assert(check_layout({.width = varint_width, .offset = 23}) == layout_error::header_longer_than_32_bytes);
static_assert(check_layout({.offset = 255, .gap = 255}) == layout_error::header_longer_than_32_bytes);
static_assert(check_layout({.width = varint_width, .is_signed = true}) == layout_error::varint_can_not_be_signed);
static_assert(check_layout({.width = varint_width, .counts = length_counts::whole_frame}) ==
              layout_error::varint_can_only_count_the_payload);
static_assert(check_layout({.width = 1, .max_payload = 255}) == layout_error::none);
static_assert(check_layout({.width = 1, .max_payload = 256}) == layout_error::max_payload_exceeds_the_length_field);
static_assert(check_layout({.width = varint_width, .max_payload = largest_limit}) == layout_error::none);
static_assert(check_layout({.width = varint_width, .max_payload = largest_limit + 1}) ==
              layout_error::max_payload_exceeds_the_length_field);

static_assert(prefix_layout{.width = 1}.field_capacity() == 255);
static_assert(prefix_layout{.width = 1, .is_signed = true}.field_capacity() == 127);
static_assert(prefix_layout{.width = 2, .counts = length_counts::whole_frame, .offset = 1}.field_capacity() == 65532);
static_assert(prefix_layout{.width = 3}.field_capacity() == 0xFFFFFF);
static_assert(prefix_layout{.width = 4, .is_signed = true}.field_capacity() == 0x7FFFFFFF);
static_assert(prefix_layout{.width = 8}.field_capacity() == largest_limit);
static_assert(prefix_layout{.width = 8, .is_signed = true}.field_capacity() == largest_limit);
static_assert(prefix_layout{.width = 8, .is_signed = true, .counts = length_counts::from_field, .gap = 2}
                  .field_capacity() == largest_limit - 10);

static_assert(prefix_layout{.width = 4, .offset = 1, .gap = 2}.min_header_bytes() == 7);
static_assert(prefix_layout{.width = 4, .offset = 1, .gap = 2}.max_header_bytes() == 7);
static_assert(prefix_layout{.width = varint_width, .offset = 1, .gap = 2}.min_header_bytes() == 4);
static_assert(prefix_layout{.width = varint_width, .offset = 1, .gap = 2}.max_header_bytes() == 13);
static_assert(prefix_layout{.width = 4, .offset = 1, .gap = 2}.counted_header_bytes() == 0);
static_assert(
    prefix_layout{.width = 4, .counts = length_counts::from_field, .offset = 1, .gap = 2}.counted_header_bytes() == 6);
static_assert(
    prefix_layout{.width = 4, .counts = length_counts::whole_frame, .offset = 1, .gap = 2}.counted_header_bytes() == 7);

static_assert(length_prefix({.width = 1}).layout.max_payload == 255);
static_assert(length_prefix({.width = 4}).layout.max_payload == 16 << 20);
static_assert(length_prefix({.width = 8}).layout.max_payload == 16 << 20);
static_assert(length_prefix({.width = 4, .max_payload = 5}).layout.max_payload == 5);
static_assert(length_prefix({.width = 4, .max_payload = 0}).layout.max_payload == 0, "a limit like any other");
static_assert(kafka.with_max_payload(9).layout.max_payload == 9);
static_assert(kafka.with_max_payload(9).with_max_payload(automatic_limit).layout == kafka.layout);

static_assert(python_int.layout.is_signed && python_int.layout.order == little && python_int.layout.width == 4);
static_assert(erlang_packet<1>.layout.max_payload == 255 && erlang_packet<2>.layout.width == 2);
static_assert(grpc_message.layout.max_header_bytes() == 5 && http2.layout.max_header_bytes() == 9);
static_assert(postgresql.layout.counted_header_bytes() == 4 && memcached_binary.layout.max_header_bytes() == 24);
static_assert(kafka.layout.is_signed && postgresql.layout.is_signed && postgresql.layout.offset == 1);
static_assert(memcached_binary.layout.offset == 8 && memcached_binary.layout.gap == 12);
static_assert(varint_delimited.layout.is_varint() && !kafka.layout.is_varint());

static_assert(std::is_empty_v<fixed_prefix<python_int>>);
static_assert(fixed_prefix<python_int>{} == fixed_prefix<python_int>{});
static_assert(fixed_prefix<varint_delimited>::header_capacity == 10 && runtime_prefix::header_capacity == 32);

// Lines as a constant: the whole pipeline both ways, and a varint that run-time code would read eight bytes at a time.
template <length_prefix Prefix>
constexpr bool survives(std::uint64_t payload) {
    std::array<std::byte, 40> bytes{};
    const std::size_t size = write_prefix(Prefix.layout, payload, bytes.data());
    const prefix_reading reading = read_prefix(Prefix.layout, bytes);
    return reading.st == status::ok && reading.header_bytes == size && reading.payload_bytes == payload;
}
static_assert(survives<python_int>(1380) && survives<erlang_packet<1>>(255) && survives<erlang_packet<2>>(65535));
static_assert(survives<http2>(0xABCDEF) && survives<postgresql>(0) && survives<varint_delimited>(16383));
static_assert(survives<length_prefix{{.width = 8, .order = little, .max_payload = largest_limit}}>(largest_limit));
static_assert(read_varint(std::array{std::byte{0x80}, std::byte{0x80}, std::byte{0x01}, std::byte{}, std::byte{},
                                     std::byte{}, std::byte{}, std::byte{}})
                  .value == 16384);

TEST(LengthPrefix, RuntimeTwinOfAWrongLayoutIsRefusedAndLeavesTheOldOne) {
    runtime_prefix prefix(kafka);
    EXPECT_EQ(runtime_prefix::from({.width = 6}, prefix), layout_error::width_not_1_2_3_4_8_or_varint);
    EXPECT_EQ(runtime_prefix::from({.width = 4, .offset = 29}, prefix), layout_error::header_longer_than_32_bytes);
    EXPECT_EQ(prefix, runtime_prefix(kafka));
    EXPECT_EQ(runtime_prefix::from({.width = 1}, prefix), layout_error::none);
    EXPECT_EQ(prefix, runtime_prefix(erlang_packet<1>));
    EXPECT_EQ(prefix.layout().max_payload, 255u);
    EXPECT_FALSE(prefix == runtime_prefix(kafka));
}

TEST(LengthPrefix, EveryLayoutOfTheTableIsOneAndTheTableIsWhole) {
    const auto layouts = every_layout();
    EXPECT_EQ(layouts.size(), 5u * 2 * 2 * 3 * (9 + 2) + 2 * (9 + 2));
    std::size_t longest = 0;
    for (const prefix_layout& layout : layouts) longest = std::max(longest, layout.max_header_bytes());
    EXPECT_EQ(longest, header_bytes_limit);
}

// ---- the pipeline --------------------------------------------------------------------------------------------------

TEST(ReadPrefix, EveryValueOfWidthsOneAndTwoInEveryLayoutIsThatOfTheReference) {
    std::vector<std::byte> bytes(header_bytes_limit);
    for (const prefix_layout& layout : every_layout()) {
        if (layout.width > 2 || layout.is_varint()) continue;
        for (const prefix_layout& limited : with_limits(layout)) {
            if (layout.width == 2 && limited.max_payload != 77 && limited.max_payload != layout.field_capacity())
                continue;
            const auto header = std::span(bytes).first(layout.max_header_bytes());
            for (unsigned value = 0; value < 1U << (8 * layout.width); ++value) {
                header[layout.offset] = static_cast<std::byte>(value);
                if (layout.width == 2) header[layout.offset + 1U] = static_cast<std::byte>(value >> 8);
                ASSERT_TRUE(agree(limited, header)) << disagreement(limited, header);
            }
        }
    }
}

template <class Prefix>
void every_value_of_width_three(const Prefix& prefix) {
    const prefix_layout layout = prefix.layout();
    std::array<std::byte, 3> field{};
    for (std::uint32_t value = 0; value < 1U << 24; ++value) {
        for (unsigned i = 0; i < 3; ++i)
            field[layout.order == little ? i : 2 - i] = static_cast<std::byte>(value >> (8 * i));
        const auto reading = read_prefix(prefix.layout(), field);
        status expected = status::ok;
        const bool negative = layout.is_signed && value >= 1U << 23;
        const std::uint32_t counted = layout.counts == length_counts::payload ? 0 : 3;
        if (negative)
            expected = status::negative_length;
        else if (value < counted)
            expected = status::length_below_header;
        else if (value - counted > layout.max_payload)
            expected = status::frame_too_large;
        if (reading.st != expected || (!negative && reading.payload_bytes != std::uint64_t{value} - counted))
            FAIL() << disagreement(layout, field);
    }
}

TEST(ReadPrefix, EveryValueOfWidthThreeInFixedLayouts) {
    every_value_of_width_three(fixed_prefix<length_prefix{{.width = 3, .max_payload = 0xABCDEF}}>{});
    every_value_of_width_three(
        fixed_prefix<length_prefix{{.width = 3, .order = little, .is_signed = true, .max_payload = 0x123456}}>{});
    every_value_of_width_three(
        fixed_prefix<length_prefix{{.width = 3, .order = little, .counts = length_counts::whole_frame}}>{});
    every_value_of_width_three(
        fixed_prefix<length_prefix{{.width = 3, .is_signed = true, .counts = length_counts::from_field}}>{});
}

// Values at the edges of the field, its sign and what it counts; and what is around each power of two.
std::vector<std::uint64_t> telling_values() {
    std::vector<std::uint64_t> values;
    for (std::uint64_t n = 0; n <= 66; ++n) {
        values.push_back(n);
        values.push_back(std::uint64_t{0} - n);
    }
    for (unsigned bit = 6; bit < 64; ++bit)
        for (std::uint64_t n = 0; n < 35; n += n < 3 ? 1 : 8) {
            values.push_back((std::uint64_t{1} << bit) + n);
            values.push_back((std::uint64_t{1} << bit) - n);
        }
    return values;
}

TEST(ReadPrefix, EdgesOfEveryLayoutAreThoseOfTheReferenceAtEverySizeOfTheInput) {
    const auto values = telling_values();
    for (const prefix_layout& layout : every_layout()) {
        if (layout.width <= 2 && !layout.is_varint()) continue;
        std::mt19937 random(7);
        for (const prefix_layout& limited : with_limits(layout)) {
            std::array<std::byte, header_bytes_limit + 3> bytes{};
            for (const std::uint64_t value : values) {
                if (!layout.is_varint() && layout.width < 8 && value >> (8 * layout.width) != 0) continue;
                for (std::byte& b : bytes) b = static_cast<std::byte>(random());
                std::byte* at = bytes.data() + layout.offset;
                if (layout.is_varint()) {
                    std::uint64_t rest = value;
                    for (; rest >= 128; rest /= 128) *at++ = static_cast<std::byte>(rest % 128 + 128);
                    *at = static_cast<std::byte>(rest);
                } else {
                    for (unsigned i = 0; i < layout.width; ++i)
                        at[layout.order == little ? i : layout.width - 1U - i] =
                            static_cast<std::byte>(value >> (8 * i));
                }
                // All sizes for some, as the values do not matter to where the input ends; whole for all.
                if (value % 17 == 0)
                    for (std::size_t size = 0; size < bytes.size(); ++size) {
                        const auto part = std::span<const std::byte>(bytes).first(size);
                        ASSERT_TRUE(agree(limited, part)) << disagreement(limited, part);
                    }
                ASSERT_TRUE(agree(limited, bytes)) << disagreement(limited, bytes);
            }
        }
    }
}

TEST(ReadPrefix, ReadsNoByteBeyondItsInput) {
    for (const prefix_layout& layout : every_layout()) {
        const prefix_layout resolved = length_prefix::resolved(layout);
        for (std::size_t size = 0; size <= layout.max_header_bytes(); ++size) {
            const exact_block block(std::vector<std::byte>(size, std::byte{0x81}));
            EXPECT_TRUE(agree(resolved, block.bytes())) << disagreement(resolved, block.bytes());
        }
    }
}

TEST(ReadPrefix, ErrorShowsAsSoonAsTheLengthFieldIsIn) {
    constexpr prefix_layout layout{.width = 2, .offset = 1, .gap = 4, .max_payload = 10};
    const auto bytes = from_hex("00 00 0b");
    EXPECT_EQ(read_prefix(layout, bytes).st, status::frame_too_large);
    EXPECT_EQ(read_prefix(layout, bytes).header_bytes, 3u);
    EXPECT_EQ(read_prefix(layout, std::span(bytes).first(2)).more_bytes, 5u);
}

TEST(WritePrefix, EveryLayoutIsReadBackWithTheSameLengthAndZerosAroundTheField) {
    const auto values = telling_values();
    for (const prefix_layout& layout : every_layout())
        for (const prefix_layout& limited : with_limits(layout))
            for (const std::uint64_t payload : values) {
                std::array<std::byte, header_bytes_limit + 1> bytes;
                bytes.fill(std::byte{0xEE});
                const std::size_t size = write_prefix(limited, payload, bytes.data());
                const auto header = std::span<const std::byte>(bytes).first(size);
                if (payload > limited.max_payload) {
                    ASSERT_EQ(size, 0u) << name_of(limited) << ' ' << payload;
                } else {
                    const auto slow = slow_reading(limited, header);
                    ASSERT_EQ(slow.st, status::ok) << name_of(limited) << ' ' << spaced_hex(header);
                    ASSERT_EQ(slow.payload, payload) << name_of(limited) << ' ' << spaced_hex(header);
                    ASSERT_EQ(slow.header_bytes, size) << name_of(limited) << ' ' << spaced_hex(header);
                    for (std::size_t i = 0; i < layout.offset; ++i) ASSERT_EQ(header[i], std::byte{0});
                    for (std::size_t i = size - layout.gap; i < size; ++i) ASSERT_EQ(header[i], std::byte{0});
                }
                for (std::size_t i = size; i < bytes.size(); ++i) ASSERT_EQ(bytes[i], std::byte{0xEE}) << "beyond";
            }
}

TEST(ReadPrefix, ReadingThatNobodyMadeIsAnEmptyOne) {
    EXPECT_EQ(prefix_reading{}.st, status::ok);
    EXPECT_EQ(prefix_reading{}.header_bytes, 0u);
    EXPECT_EQ(prefix_reading{}.payload_bytes, 0u);
    EXPECT_EQ(prefix_reading{}.more_bytes, 0u);
    EXPECT_EQ(varint_reading{}.st, status::ok);
    EXPECT_EQ(varint_reading{}.bytes, 0u);
    EXPECT_EQ(varint_reading{}.value, 0u);
}

// ---- varints -------------------------------------------------------------------------------------------------------

bool agree_on_varint(std::span<const std::byte> in) {
    const auto fast = read_varint(in);
    const auto slow = slow_varint(in);
    return fast.st == slow.st && fast.bytes == slow.bytes && fast.value == slow.value;
}

TEST(Varint, EveryLengthFromOneToTenBytesIsReadWithAndWithoutBytesBehindIt) {
    for (unsigned size = 1; size <= 10; ++size)
        for (const unsigned last : {0x00u, 0x01u, 0x02u, 0x7fu, 0x80u, 0xffu})
            for (const unsigned others : {0x80u, 0x81u, 0xffu})
                for (std::size_t behind = 0; behind <= 12; ++behind) {
                    std::vector<std::byte> bytes(size, static_cast<std::byte>(others));
                    bytes.back() = static_cast<std::byte>(last);
                    bytes.resize(size + behind, std::byte{0x55});
                    const exact_block block(bytes);
                    for (std::size_t part = 0; part <= bytes.size(); ++part)
                        ASSERT_TRUE(agree_on_varint(std::span(bytes).first(part)))
                            << spaced_hex(bytes) << " part " << part;
                    ASSERT_TRUE(agree_on_varint(block.bytes())) << spaced_hex(bytes);
                }
}

TEST(Varint, EightBytesAtOnceReadLikeOneByOneForRandomBytes) {
    std::mt19937_64 random(2);
    for (int n = 0; n < 1'000'000; ++n) {
        std::array<std::byte, 12> bytes;
        // More and fewer bytes with a top bit, so that all lengths occur.
        const std::uint64_t more = random() | (n % 2 == 0 ? random() : 0), tail = random();
        for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<std::byte>(more >> (8 * i));
        for (unsigned i = 0; i < 4; ++i) bytes[8 + i] = static_cast<std::byte>(tail >> (8 * i));
        if (n % 3 == 0)
            for (int i = 0; i < n % 11; ++i) bytes[static_cast<std::size_t>(i)] |= std::byte{0x80};
        ASSERT_TRUE(agree_on_varint(bytes)) << spaced_hex(bytes);
        ASSERT_TRUE(agree_on_varint(std::span(bytes).first(8))) << spaced_hex(bytes);
    }
}

TEST(Varint, NonCanonicalFormsAreRefusedWithTheBytesTheyTake) {
    for (std::size_t zeros = 1; zeros <= 9; ++zeros) {
        std::vector<std::byte> bytes(zeros, std::byte{0x80});
        bytes.push_back(std::byte{0});
        for (const std::size_t behind : {0u, 20u}) {
            bytes.resize(zeros + 1 + behind);
            EXPECT_EQ(read_varint(bytes).st, status::varint_not_canonical) << spaced_hex(bytes);
            EXPECT_EQ(read_varint(bytes).bytes, zeros + 1) << spaced_hex(bytes);
        }
    }
    EXPECT_EQ(read_varint(from_hex("00")).st, status::ok) << "zero itself is canonical";
}

TEST(Varint, TheLargestFitsSixtyFourBitsAndTheNextDoesNot) {
    const auto largest = read_varint(from_hex("ff ff ff ff ff ff ff ff ff 01"));
    EXPECT_EQ(largest.st, status::ok);
    EXPECT_EQ(largest.value, ~std::uint64_t{0});
    EXPECT_EQ(read_varint(from_hex("ff ff ff ff ff ff ff ff ff 02")).st, status::varint_too_long);
    EXPECT_EQ(read_varint(from_hex("ff ff ff ff ff ff ff ff ff 81")).st, status::varint_too_long);
    EXPECT_EQ(read_varint(from_hex("ff ff ff ff ff ff ff ff ff 81")).bytes, 10u);
    EXPECT_EQ(read_varint(from_hex("ff ff ff ff ff ff ff ff ff")).st, status::need_input);
}

} // namespace
} // namespace cleave
