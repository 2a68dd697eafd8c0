// SPDX-License-Identifier: MIT
#include "cleave/pack_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace cleave;
using namespace cleave::detail;
using namespace std::literals;

template <std::size_t Size>
constexpr std::array<std::byte, Size> bytes(const int (&octets)[Size]) {
    std::array<std::byte, Size> result{};
    for (std::size_t i = 0; i < Size; ++i) result[i] = static_cast<std::byte>(octets[i]);
    return result;
}

constexpr bool equal(std::span<const std::byte> a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != static_cast<std::byte>(b[i])) return false;
    return true;
}

/// Bytes in a heap block of exactly their size, so that a sanitizer sees every step beside it.
class block {
  public:
    explicit block(std::size_t size) : bytes_(new std::byte[size]()), size_(size) {}
    explicit block(std::string_view text) : block(text.size()) {
        for (std::size_t i = 0; i < size_; ++i) bytes_[i] = static_cast<std::byte>(text[i]);
    }

    operator std::span<std::byte>() { return {bytes_.get(), size_}; }
    operator std::span<const std::byte>() const { return {bytes_.get(), size_}; }
    std::size_t size() const { return size_; }
    std::string text() const {
        std::string text(size_, '\0');
        for (std::size_t i = 0; i < size_; ++i) text[i] = static_cast<char>(bytes_[i]);
        return text;
    }

  private:
    std::unique_ptr<std::byte[]> bytes_;
    std::size_t size_;
};

std::string text_of(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) text.push_back(static_cast<char>(b));
    return text;
}

std::string to_hex(std::uint64_t bits, int digits) {
    std::string hex;
    for (int i = digits - 1; i >= 0; --i) hex.push_back("0123456789abcdef"[bits >> (4 * i) & 15]);
    return hex;
}

std::string to_hex(std::span<const std::byte> bytes) {
    std::string hex;
    for (const std::byte b : bytes) hex += to_hex(std::to_integer<std::uint64_t>(b), 2);
    return hex;
}

std::string describe(const pack_error& error) {
    char text[224];
    return std::string(cleave::describe(error, text));
}

// ---- what the protocol fixes, at compile time

static_assert(pack<"<i">(1280) == bytes({0x00, 0x05, 0x00, 0x00}));
static_assert(pack<"<i">(1380) == bytes({0x64, 0x05, 0x00, 0x00}));
static_assert(pack<"<i">(1000000) == bytes({0x40, 0x42, 0x0f, 0x00}));
static_assert(pack<"<i">(111111) == bytes({0x07, 0xb2, 0x01, 0x00}));
static_assert(pack<"<i">(146) == bytes({0x92, 0x00, 0x00, 0x00}));
static_assert(pack<"<q">(123000000000) == bytes({0x00, 0x0e, 0x5f, 0xa3, 0x1c, 0x00, 0x00, 0x00}));
static_assert(pack<"i">(123000000000).error.st == status::value_out_of_range);
static_assert(pack<"i">(std::int64_t{1380}).bytes == pack<"=i">(1380));

// What cannot fail is an array; the rest tells.
static_assert(std::same_as<decltype(pack<"<iq10s">(1, 2, "x")), std::array<std::byte, 22>>);
static_assert(std::same_as<decltype(pack<"<i">(std::int64_t{1})), packed<4>>);
static_assert(std::same_as<decltype(pack<"<I">(1)), packed<4>>);
static_assert(std::same_as<decltype(pack<"<B">(std::uint8_t{1})), std::array<std::byte, 1>>);
static_assert(std::same_as<decltype(pack<"<h">(std::uint8_t{1})), std::array<std::byte, 2>>);
static_assert(std::same_as<decltype(pack<"<b">(true)), std::array<std::byte, 1>>);
static_assert(std::same_as<decltype(pack<"<f">(1.0)), packed<4>>);
static_assert(std::same_as<decltype(pack<"f">(1.0)), std::array<std::byte, 4>>);
static_assert(std::same_as<decltype(pack<"<f">(1.0f)), std::array<std::byte, 4>>);
static_assert(std::same_as<decltype(pack<"e">(1.0f)), packed<2>>);
static_assert(std::same_as<values_of<"<bBhHiIlLqQ?efdcs">,
                           struct_values<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
                                         std::uint32_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, bool,
                                         float, float, double, char, std::span<const std::byte>>>);

// Round trips at compile time, floats included.
constexpr auto packed_floats = pack<">dfe">(-2.5, 0.1f, 1.5f);
static_assert(packed_floats.bytes == bytes({0xc0, 4, 0, 0, 0, 0, 0, 0, 0x3d, 0xcc, 0xcc, 0xcd, 0x3e, 0}));
static_assert(unpack<">dfe">(packed_floats.bytes) == values_of<">dfe">{{-2.5}, {0.1f}, {1.5f}});
static_assert([] {
    const auto [a, b, c] = unpack<"<iq?">(pack<"<iq?">(-5, std::int64_t{1} << 40, true));
    return a == -5 && b == std::int64_t{1} << 40 && c;
}());
static_assert([] {
    const std::array<value, 3> values{1280, 2.0, true};
    std::array<std::byte, 13> out{};
    if (pack("<id?", values, out)) return false;
    std::array<value, 3> back{};
    if (unpack(format_plan<4>("<id?"), out, back)) return false;
    return back[0].as_integer() == 1280 && back[1].as_real() == 2.0 && back[2].as_boolean();
}());

// ---- formats known at compile time

TEST(Pack, RepeatCount_EqualsRepeatedCode) { // test_transitiveness and the manual's "4h is hhhh"
    constexpr auto once = pack<"<4h">(std::int16_t{1}, std::int16_t{2}, std::int16_t{3}, std::int16_t{4});
    static_assert(once == pack<"<hhhh">(std::int16_t{1}, std::int16_t{2}, std::int16_t{3}, std::int16_t{4}));
    const auto [a, b, c, d] = unpack<"<4h">(once);
    EXPECT_EQ(a * 1000 + b * 100 + c * 10 + d, 1234);
}

TEST(Pack, BytesItem_IsCutOrFilled_AndAlwaysOneValue) { // test_new_features
    static_assert(equal(pack<"5s">("hello"), "hello"));
    static_assert(equal(pack<"3s">("hello"), "hel"));
    static_assert(equal(pack<"8s">("hello"), "hello\0\0\0"sv));
    static_assert(equal(pack<"s">("hello"), "h"));
    static_assert(equal(pack<"0s">("hello"), ""));
    static_assert(equal(pack<"2s0s1s">("ab", "cd", "ef"), "abe"));
    const auto input = pack<"8s0s">("hello", "");
    const auto [text, nothing] = unpack<"8s0s">(input);
    EXPECT_EQ(text_of(text), "hello\0\0\0"sv) << "trailing zeros are kept";
    EXPECT_EQ(text.data(), input.data()) << "a view into the input";
    EXPECT_TRUE(nothing.empty());
}

TEST(Pack, PascalItem_AsInPython) { // test_p_code
    static_assert(equal(pack<"p">("abc"), "\0"sv));
    static_assert(equal(pack<"1p">("abc"), "\0"sv));
    static_assert(equal(pack<"2p">("abc"), "\1a"));
    static_assert(equal(pack<"3p">("abc"), "\2ab"));
    static_assert(equal(pack<"4p">("abc"), "\3abc"));
    static_assert(equal(pack<"5p">("abc"), "\3abc\0"sv));
    static_assert(equal(pack<"0p">("abc"), ""));
    const std::string long_text(1000, 'x');
    const auto stored = pack<"1000p">(long_text);
    EXPECT_EQ(text_of(stored), "\xff" + std::string(999, 'x')) << "what fits is stored past 255";
    EXPECT_EQ(get<0>(unpack<"1000p">(stored)).size(), 255u);
    const block lying("\xff"
                      "ab"sv);
    EXPECT_EQ(text_of(get<0>(*unpack<"3p">(std::span<const std::byte>(lying)))), "ab");
    const block nothing(""sv);
    EXPECT_TRUE(get<0>(*unpack<"0p">(std::span<const std::byte>(nothing))).empty());
    EXPECT_TRUE(get<0>(*unpack<"1p">(std::span<const std::byte>(block("\7"sv)))).empty());
}

TEST(Pack, TruthItem_TakesWhatCanBeTrue_AndStoresOneOrZero) { // test_bool
    static_assert(equal(pack<"8?">(true, 2, -0.0, std::numeric_limits<double>::quiet_NaN(), 0u, "", "\0", 0.1f),
                        "\1\1\0\1\0\0\0\1"sv));
    static_assert(equal(pack<"?">(bytes({0})), "\1"));
    for (const int octet : {0x01, 0x7f, 0xff, 0x0f, 0xf0}) EXPECT_TRUE(get<0>(unpack<"?">(bytes({octet}))));
    EXPECT_FALSE(get<0>(unpack<"?">(bytes({0}))));
}

TEST(Pack, CharItem) {
    static_assert(equal(pack<"cc">('a', std::byte{'b'}), "ab"));
    static_assert(unpack<"cc">(bytes({'a', 'b'})) == values_of<"cc">{{'a'}, {'b'}});
}

TEST(Pack, FormatOfTheRunTimeMayHoldItemsOfNoBytesAndGapsBetweenItemsOfOneCode) {
    block nothing(0);
    const value text[] = {"abc"};
    EXPECT_FALSE(pack_into("0p", nothing, 0, text));
    block spread(5);
    const value two[] = {"a", "b"};
    EXPECT_FALSE(pack_into("@c0ic", spread, 0, two));
    EXPECT_EQ(spread.text(), "a\0\0\0b"sv);
}

TEST(Pack, PaddingIsZero) {
    static_assert(equal(pack<"<b3xb2x">(std::int8_t{1}, std::int8_t{2}), "\1\0\0\0\2\0\0"sv));
    static_assert(calcsize<"@bi0q">() == 8 && equal(pack<"@b3xi">(std::int8_t{1}, 0), "\1\0\0\0\0\0\0\0"sv));
    block buffer(10);
    const std::span<std::byte> all(buffer);
    std::fill(all.begin(), all.end(), std::byte{0xee});
    EXPECT_FALSE(pack_into<"<b3xb2x">(buffer, 1, std::int8_t{1}, std::int8_t{2}));
    EXPECT_EQ(buffer.text(), "\xee\1\0\0\0\2\0\0\xee\xee"sv);
    const value values[] = {1, 2};
    std::fill(all.begin(), all.end(), std::byte{0xee});
    EXPECT_FALSE(pack_into("<b3xb2x", buffer, 1, values));
    EXPECT_EQ(buffer.text(), "\xee\1\0\0\0\2\0\0\xee\xee"sv);
}

TEST(Pack, IntegerOutOfRange_NamesItemAndRange) { // test_issue98248
    EXPECT_EQ(describe(pack<"<i">(std::int64_t{1} << 31).error),
              "'i' format requires -2147483648 <= number <= 2147483647");
    EXPECT_EQ(describe(pack<"h">(40000).error), "'h' format requires -32768 <= number <= 32767");
    EXPECT_EQ(describe(pack<"B">(-1).error), "'B' format requires 0 <= number <= 255");
    EXPECT_EQ(describe(pack<"<Q">(-1).error), "'Q' format requires 0 <= number <= 18446744073709551615");
    EXPECT_EQ(describe(pack<"<q">(~std::uint64_t{0}).error),
              "'q' format requires -9223372036854775808 <= number <= 9223372036854775807");
    const auto second = pack<"<3b">(1, 128, 300);
    EXPECT_EQ(second.error.index, 1u);
    EXPECT_EQ(second.error.item_code, 'b');
    EXPECT_EQ(second.bytes, bytes({0, 0, 0}));
    EXPECT_TRUE(pack<"<3b">(1, 127, -128));
}

TEST(Pack, HalfFloat_RoundsOnceHalfToEven) { // test_half_float
    const auto half = [](double number) { return to_half(number); };
    EXPECT_EQ(half(0x1ffdffffff * 0x1p-26), 0x67ffu) << "through float this would be 6800";
    const std::pair<double, unsigned> cases[] = {
        {1.0, 0x3c00},         {-2.0, 0xc000},
        {65504.0, 0x7bff},     {65519.999, 0x7bff},
        {0x1p-14, 0x0400},     {0x1p-24, 0x0001},
        {0x1p-25, 0x0000},     {0x1p-25 + 0x1p-77, 0x0001},
        {0.0, 0x0000},         {-0.0, 0x8000},
        {INFINITY, 0x7c00},    {-INFINITY, 0xfc00},
        {NAN, 0x7e00},         {-NAN, 0xfe00},
        {5e-324, 0x0000},      {0x1p-14 - 0x1p-25, 0x0400},
        {0x1.ffcp-1, 0x3bff},  {0x1.ffap-1, 0x3bfe},
        {0x1.ffep-1, 0x3c00},  {1 + 0x1p-11, 0x3c00},
        {1 + 0x3p-11, 0x3c02}, {0x1.8p-24, 0x0002},
        {0x1.7fp-24, 0x0001},  {0x1p-26, 0x0000},
        {1e-320, 0x0000},      {0x1.ffcp-15, 0x0400 - 1 + 1},
    };
    for (const auto& [number, expected] : cases) {
        EXPECT_EQ(half(number), expected) << number;
        EXPECT_FALSE(exceeds_half(number)) << number;
    }
    EXPECT_TRUE(exceeds_half(65520.0));
    EXPECT_TRUE(exceeds_half(-1e300));
    EXPECT_EQ(describe(pack<"<e">(65520.0).error), "float too large to pack with e format");
    EXPECT_EQ(describe(pack<"@e">(65520).error), "int too large to convert");
    EXPECT_EQ(to_half(std::bit_cast<double>(0x7ff4000000000001u)), 0x7e00u) << "a NaN loses its payload";
}

TEST(Pack, HalfFloat_OfAFloat_IsThatOfTheSameDouble) {
    for (std::uint32_t bits = 0; bits < 0xffffe000; bits += 0xfff) {
        const auto number = std::bit_cast<float>(bits);
        ASSERT_EQ(to_half(number), to_half(static_cast<double>(number))) << number;
        ASSERT_EQ(exceeds_half(number), exceeds_half(static_cast<double>(number))) << number;
    }
    static_assert(pack<">e">(65519.0f).bytes == bytes({0x7b, 0xff}));
    EXPECT_EQ(describe(pack<"<e">(65520.0f).error), "float too large to pack with e format");
    EXPECT_EQ(pack<"<e">(std::uint16_t{65520}).error.st, status::value_out_of_range);
}

TEST(Pack, HalfFloat_EveryOneSurvivesTheRoundTrip) {
    for (unsigned bits = 0; bits < 0x10000; ++bits) {
        const float number = from_half(static_cast<std::uint16_t>(bits));
        if (std::isnan(number))
            EXPECT_EQ(to_half(double{number}), (bits & 0x8000) | 0x7e00);
        else
            ASSERT_EQ(to_half(double{number}), bits);
    }
}

TEST(Pack, SingleFloat_OverflowIsAnErrorInStandardModes_InfinityInNative) { // test_705836
    constexpr double largest = 3.4028234663852886e38;
    constexpr double halfway = 0x1.ffffffp127;
    EXPECT_TRUE(pack<">f">(largest));
    EXPECT_TRUE(pack<">f">(std::nextafter(halfway, 0.0)));
    EXPECT_EQ(describe(pack<">f">(halfway).error), "float too large to pack with f format");
    EXPECT_EQ(describe(pack<"<f">(-1e39).error), "float too large to pack with f format");
    EXPECT_EQ(describe(pack<"=f">(1e39).error), "float too large to pack with f format");
    EXPECT_EQ(pack<"@f">(halfway), pack<"=f">(std::numeric_limits<float>::infinity()));
    EXPECT_EQ(pack<"f">(-1e300), pack<"=f">(-std::numeric_limits<float>::infinity()));
    EXPECT_TRUE(pack<">f">(std::numeric_limits<double>::infinity()));
    static_assert(pack<"f">(0x1.ffffffp127) == pack<"=f">(std::numeric_limits<float>::infinity()));
    static_assert(pack<">f">(0.1).bytes == bytes({0x3d, 0xcc, 0xcc, 0xcd}));
}

TEST(Pack, SingleFloat_RoundsAtCompileTimeAsAtRunTime) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; ++i) {
        // The exponents that a float has, and some beyond each end.
        const std::uint64_t exponent = 1023 - 155 + random() % 282;
        const auto number = std::bit_cast<double>((random() & 0x800fffffffffffff) | exponent << 52);
        ASSERT_EQ((narrow<8, 23>(number)), to_float(number)) << number;
        const bool is_finite = magnitude_of(number) < std::uint64_t{0x7ff} << 52;
        const bool is_infinite_float = (to_float(number) & 0x7fffffff) == 0x7f800000;
        ASSERT_EQ(is_finite && is_infinite_float, exceeds_float(number)) << number;
    }
}

TEST(Pack, SignallingNan_IsKeptByD_QuietedByF) {
    constexpr auto signalling = std::bit_cast<double>(std::uint64_t{0x7ff4000000000001});
    static_assert(pack<">d">(signalling) == bytes({0x7f, 0xf4, 0, 0, 0, 0, 0, 1}));
    static_assert(pack<">f">(signalling).bytes == bytes({0x7f, 0xe0, 0, 0}));
    EXPECT_EQ(to_float(signalling), 0x7fe00000u);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(from_float(0x7fa00000)), 0x7ffc000000000000u);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(from_float(0xff800001)), 0xfff8000020000000u);
}

TEST(Pack, FloatItem_TakesIntegers_IntegerItemTakesNoFloat) { // test_1530559
    static_assert(pack<"<d">(5) == pack<"<d">(5.0));
    static_assert(pack<"<f">(true) == pack<"<f">(1.0f));
    const value real[] = {1.0};
    block out(8);
    for (const char code : "bBhHiIlLqQnNP"sv) {
        EXPECT_EQ(describe(pack(std::string(1, code), real, out)), "required argument is not an integer") << code;
    }
}

TEST(PackInto, NegativeOffset_CountsFromTheEnd) { // test_pack_into
    block buffer("......"sv);
    EXPECT_FALSE(pack_into<"<h">(buffer, -2, std::int16_t{0x6261}));
    EXPECT_FALSE(pack_into<"<h">(buffer, -6, std::int16_t{0x6463}));
    EXPECT_FALSE(pack_into<"<h">(buffer, 2, std::int16_t{0x6665}));
    EXPECT_EQ(buffer.text(), "cdefab");
    EXPECT_FALSE(pack_into<"">(buffer, 6)) << "the end is a place for what has no size";
}

TEST(PackInto, ErrorTexts) { // test_boundary_error_message, and those with negative and large offset
    block buffer(1);
    const auto into = [&](std::ptrdiff_t offset) { return describe(pack_into<"<I">(buffer, offset, 1u)); };
    EXPECT_EQ(describe(pack_into<"b">(buffer, 5, std::int8_t{1})),
              "pack_into requires a buffer of at least 6 bytes for packing 1 bytes at offset 5 "
              "(actual buffer size is 1)");
    EXPECT_EQ(into(-2), "no space to pack 4 bytes at offset -2");
    EXPECT_EQ(into(-11), "offset -11 out of range for 1-byte buffer");
    const std::string limit = std::to_string(PTRDIFF_MAX);
    EXPECT_EQ(into(PTRDIFF_MAX), "pack_into requires a buffer of at least " +
                                     std::to_string(std::uint64_t{PTRDIFF_MAX} + 4) +
                                     " bytes for packing 4 bytes at offset " + limit + " (actual buffer size is 1)");
    EXPECT_EQ(into(PTRDIFF_MIN), "offset " + std::to_string(PTRDIFF_MIN) + " out of range for 1-byte buffer");
}

TEST(PackInto, Error_LeavesTheBufferAsItWas) {
    block buffer("untouched!"sv);
    EXPECT_TRUE(pack_into<"<xib">(buffer, 0, 1, 300));
    EXPECT_TRUE(pack_into<"<e">(buffer, 0, 1e9));
    const value values[] = {1, 300};
    EXPECT_TRUE(pack_into("<xib", buffer, 0, values));
    EXPECT_TRUE(pack_into("<xi", buffer, 0, values));
    EXPECT_EQ(buffer.text(), "untouched!");
}

TEST(Unpack, WrongSize_IsAnError) { // test_unpack_with_buffer, test_boundary_error_message
    for (const std::size_t size : {0u, 3u, 5u}) {
        const block input(size);
        const auto got = unpack<"<i">(std::span<const std::byte>(input));
        EXPECT_FALSE(got);
        EXPECT_EQ(describe(got.error), "unpack requires a buffer of 4 bytes");
        EXPECT_EQ(got.error.have, size);
    }
}

TEST(UnpackFrom, Offsets) { // test_unpack_from
    const block buffer("abcd01"sv);
    EXPECT_EQ(text_of(get<0>(*unpack_from<"4s">(buffer))), "abcd");
    EXPECT_EQ(text_of(get<0>(*unpack_from<"4s">(buffer, 2))), "cd01");
    EXPECT_EQ(text_of(get<0>(*unpack_from<"4s">(buffer, -4))), "cd01");
    EXPECT_TRUE(unpack_from<"">(buffer, 6));
    EXPECT_EQ(describe(unpack_from<"4s">(buffer, 3).error),
              "unpack_from requires a buffer of at least 7 bytes for unpacking 4 bytes at offset 3 "
              "(actual buffer size is 6)");
    EXPECT_EQ(describe(unpack_from<"4s">(buffer, -2).error), "not enough data to unpack 4 bytes at offset -2");
    EXPECT_EQ(describe(unpack_from<"4s">(buffer, -11).error), "offset -11 out of range for 6-byte buffer");
    EXPECT_EQ(unpack_from<"4s">(buffer, 7).error.st, status::buffer_too_small);
}

TEST(IterUnpack, GivesEachStruct) { // UnpackIteratorTest.test_iterate, test_length_hint
    const auto stream = pack<"<6h">(std::int16_t{1}, std::int16_t{2}, std::int16_t{3}, std::int16_t{4}, std::int16_t{5},
                                    std::int16_t{6});
    const auto structs = iter_unpack<"<hh">(stream);
    static_assert(std::forward_iterator<decltype(structs.begin())> || std::input_iterator<decltype(structs.begin())>);
    EXPECT_EQ(structs.size(), 3u);
    int seen = 0;
    for (const auto& [a, b] : structs) seen = seen * 100 + a * 10 + b;
    EXPECT_EQ(seen, 123456);
    auto at = structs.begin();
    EXPECT_TRUE(at++ == structs.begin());
    EXPECT_EQ(get<0>(*at), 3);
}

TEST(IterUnpack, ErrorsAtConstruction) { // UnpackIteratorTest.test_construct
    EXPECT_EQ(describe(iter_unpack<"">({}).error()), "cannot iteratively unpack with a struct of length 0");
    const block five(5);
    const auto uneven = iter_unpack<"<i">(five);
    EXPECT_EQ(uneven.size(), 0u);
    EXPECT_EQ(describe(uneven.error()), "iterative unpacking requires a buffer of a multiple of 4 bytes");
    EXPECT_TRUE(uneven.begin() == uneven.end());
    const auto empty = iter_unpack<"<i">({});
    EXPECT_FALSE(empty.error());
    EXPECT_TRUE(empty.begin() == empty.end());
}

// ---- formats known at run time

TEST(RuntimePack, WrongTypes) {
    block out(64);
    const auto refusal = [&](std::string_view format, const value& v) {
        const value values[] = {v};
        return describe(pack(format, values, out));
    };
    for (const auto code : {"e", "f", "d"}) EXPECT_EQ(refusal(code, "x"), "required argument is not a float");
    EXPECT_EQ(refusal("i", "x"), "required argument is not an integer");
    EXPECT_EQ(refusal("c", 1), "char format requires a bytes object of length 1");
    EXPECT_EQ(refusal("c", "xy"), "char format requires a bytes object of length 1");
    EXPECT_EQ(refusal("c", ""), "char format requires a bytes object of length 1");
    EXPECT_EQ(refusal("s", 1), "argument for 's' must be a bytes object");
    EXPECT_EQ(refusal("p", 1.0), "argument for 'p' must be a bytes object");
    EXPECT_EQ(refusal("?", "x"), rule_of(status::ok));
}

std::string refusal_of(const auto& format) {
    block out(64);
    return describe(pack(format, std::span<const value>(), out));
}

TEST(RuntimePack, BadFormats) {
    EXPECT_EQ(refusal_of("$"), "bad char in struct format");
    EXPECT_EQ(refusal_of("i\0"sv), "embedded null character");
    EXPECT_EQ(refusal_of("12345"), "repeat count given without format specifier");
    EXPECT_EQ(refusal_of("99999999999999999999b"), "total struct size too long");
    EXPECT_EQ(refusal_of("ih"), "pack expected 2 items for packing (got 0)");
    EXPECT_EQ(refusal_of(format_plan<1>("ih")), rule_of(status::need_output));
    const auto size = calcsize("@i$"sv);
    EXPECT_EQ(size.error.st, status::format_bad_char);
    EXPECT_EQ(size.error.index, 2u);
    EXPECT_EQ(*calcsize("1000000000B"sv), 1'000'000'000u);
}

TEST(RuntimePack, DestinationTooSmall_SaysHowMuchIsNeeded) {
    const value values[] = {1, 2};
    block out(7);
    const pack_error error = pack("<ii", values, out);
    EXPECT_EQ(error.st, status::need_output);
    EXPECT_EQ(error.need, 8u);
    value few[1];
    const block input(8);
    EXPECT_EQ(unpack("<ii", input, few).st, status::need_output);
    EXPECT_EQ(unpack_from("<ii", input, 0, few).need, 2u);
    auto records = iter_unpack("<ii", input);
    EXPECT_FALSE(records.next(few));
    EXPECT_EQ(records.error().st, status::need_output);
}

TEST(RuntimePack, ManyStructsAtOnce_AreThoseOfOneByOne) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) bytes += std::string("x") + static_cast<char>(i) + std::string(1, '\0');
    const block stream(std::string_view{bytes});
    for (const char* format : {"<ch", ">ch"}) {
        std::vector<value> many(2 * 40), one(2);
        auto at_once = iter_unpack(format, stream);
        ASSERT_EQ(at_once.next(many), 40u);
        auto by_one = iter_unpack(format, stream);
        for (std::size_t i = 0; i < 40; ++i) {
            ASSERT_EQ(by_one.next(one), 1u);
            EXPECT_EQ(many[2 * i + 1].as_integer(), one[1].as_integer()) << i;
            EXPECT_EQ(one[1].as_integer(), std::string_view(format)[0] == '<' ? int(i) : int(i) * 256);
        }
    }
}

TEST(RuntimePack, HugeCount_CostsNothingButItsValues) {
    const block input(3);
    value into[3];
    EXPECT_EQ(describe(unpack("1000000000B", input, into)), "unpack requires a buffer of 1000000000 bytes");
    EXPECT_EQ(describe(pack_into("1000000000x", std::span<std::byte>(), 0, {})),
              "pack_into requires a buffer of at least 1000000000 bytes for packing 1000000000 bytes at offset 0 "
              "(actual buffer size is 0)");
}

TEST(PackEach, PacksManyStructsAsOneAfterTheOther) {
    std::vector<value> values;
    for (int i = 0; i < 300; ++i) values.insert(values.end(), {i - 150, 0.5 * i, i % 2 == 0, "ab"});
    for (const auto text : {"<hxd?3s", ">hxd?3s", "@hxd?3s"}) {
        const format_plan<8> plan(text);
        const std::size_t size = plan.info().size;
        block at_once(300 * size), one_by_one(300 * size);
        ASSERT_FALSE(pack_each(plan, values, at_once));
        for (std::size_t i = 0; i < 300; ++i) {
            const auto record = std::span<const value>(values).subspan(4 * i, 4);
            ASSERT_FALSE(pack_into(plan, one_by_one, static_cast<std::ptrdiff_t>(i * size), record));
        }
        EXPECT_EQ(at_once.text(), one_by_one.text()) << text;
    }
}

TEST(PackEach, Errors) {
    const value values[] = {1, 2, 3, 400, 5, 6};
    block out(12);
    const pack_error fits = pack_each("<bh", values, out);
    EXPECT_FALSE(fits);
    EXPECT_EQ(out.text(), "\1\2\0\3\x90\1\5\6\0\0\0\0"sv);
    const pack_error second = pack_each("<hb", values, out);
    EXPECT_EQ(second.index, 3u) << "the index among all values";
    EXPECT_EQ(describe(second), "'b' format requires -128 <= number <= 127");
    EXPECT_EQ(describe(pack_each("<4h", values, out)), "pack expected 4 items for packing (got 2)");
    EXPECT_EQ(pack_each("<3i", values, out).st, status::need_output);
    EXPECT_EQ(describe(pack_each("<$", values, out)), "bad char in struct format");
    EXPECT_FALSE(pack_each("<4x", {}, out));
    EXPECT_FALSE(pack_each("<4x", {}, {})) << "no values: no struct";
    EXPECT_EQ(pack_each("<4x", values, out).st, status::item_count_mismatch);
}

TEST(PackEach, ClearsThePaddingOfAllStructs_AndOneIsAsGoodAsMany) {
    const value values[] = {1, 2, 3};
    for (const std::size_t records : {1u, 2u, 3u}) {
        block out(3 * records + 1);
        const std::span<std::byte> all = out;
        std::fill(all.begin(), all.end(), std::byte{0x55});
        ASSERT_FALSE(pack_each("<bxx", std::span(values).first(records), out));
        EXPECT_EQ(to_hex(out), std::string("010000020000030000").substr(0, 6 * records) + "55") << records;
    }
}

TEST(RecordReader, FillsWhatHasRoom) {
    const auto stream =
        pack<"<5h">(std::int16_t{1}, std::int16_t{2}, std::int16_t{3}, std::int16_t{4}, std::int16_t{5});
    const auto read = [](auto records) {
        value into[3];
        const std::span<value> room(into);
        EXPECT_EQ(records.next(room.first(1)), 1u);
        EXPECT_EQ(into[0].as_integer(), 1);
        EXPECT_EQ(records.next(room.first(2)), 2u);
        EXPECT_EQ(into[1].as_integer(), 3);
        EXPECT_EQ(records.size(), 2u);
        EXPECT_EQ(records.next(room), 2u);
        EXPECT_EQ(into[1].as_integer(), 5);
        EXPECT_EQ(records.next(room), 0u);
        EXPECT_EQ(records.next(room), 0u) << "after the end it stays ended";
        EXPECT_FALSE(records.error());
    };
    read(iter_unpack("<h", stream));
    read(iter_unpack(format_plan<1>("<h"), stream));
}

TEST(RecordReader, StructsWithoutValuesComeOneByOne) {
    const block bytes(6);
    auto records = iter_unpack("<2x", bytes);
    value into[3];
    EXPECT_EQ(records.next(into), 1u);
    EXPECT_EQ(records.size(), 2u);
}

/// Formats whose last items have 1 to 8 bytes of the struct, with more and with fewer values than a plan takes at a
/// time.
constexpr const char* plan_formats[] = {
    "<b",     ">H",    "<bB",      ">bBb",   "<hB",       ">iB",       "<Ih",       "<hhb",      ">IhB", "<q",  ">d",
    "<dqi",   ">dqi",  "<iqhd",    ">iqhd",  "<bBhHiIqd", ">bBhHiIqd", "<dqIiHhBb", ">dqIiHhBb", "<9h",  ">9i", "<12bq",
    ">qdqdB", "<ihQb", ">i3sQ?fe", "@bhiqd", "<bxqx",     ">hx",       "<0sq",      "<q0s",      "<17b",
};

/// A number for the item, of the kind that takes least time.
value plain_value(const format_run& run, std::mt19937_64& random) {
    const std::uint64_t bits = random();
    const int unused = 64 - 8 * run.size;
    switch (run.kind) {
    case code_kind::signed_integer: return static_cast<std::int64_t>(bits) >> unused;
    case code_kind::unsigned_integer: return bits >> unused;
    case code_kind::real: return static_cast<double>(static_cast<std::int8_t>(bits));
    case code_kind::truth: return bits % 2 == 0;
    case code_kind::character:
    case code_kind::bytes:
    case code_kind::counted_bytes:
    case code_kind::pad:
    case code_kind::none: break;
    }
    return "ab";
}

TEST(FormatPlan, DoesWhatTheTextDoes) {
    std::mt19937_64 random(11);
    for (const std::string_view text : plan_formats) {
        const format_plan<16> plan(text);
        const format_info& info = plan.info();
        constexpr std::size_t records = 37; // in groups that are not all full
        std::vector<value> values;
        for (std::size_t i = 0; i < records; ++i)
            for (const format_run& run : format_text(text))
                for (std::size_t j = 0; j < run.values; ++j) values.push_back(plain_value(run, random));
        const std::span<const value> one = std::span(values).first(info.values);

        block by_text(info.size), by_plan(info.size), within(info.size + 2);
        ASSERT_FALSE(pack(text, one, by_text)) << text;
        ASSERT_FALSE(pack(plan, one, by_plan)) << text;
        EXPECT_EQ(to_hex(by_plan), to_hex(by_text)) << text;
        ASSERT_FALSE(pack_into(plan, within, 1, one)) << text;
        EXPECT_EQ(to_hex(within), "00" + to_hex(by_text) + "00") << text;
        std::vector<value> back(info.values);
        ASSERT_FALSE(unpack(plan, by_plan, back)) << text;
        block again(info.size);
        ASSERT_FALSE(pack(text, back, again)) << text;
        EXPECT_EQ(to_hex(again), to_hex(by_text)) << text;
        for (std::size_t i = 0; i < info.values; ++i) EXPECT_EQ(back[i].kind(), one[i].kind()) << text << ' ' << i;

        block many_by_text(records * info.size), many_by_plan(records * info.size);
        ASSERT_FALSE(pack_each(text, values, many_by_text)) << text;
        ASSERT_FALSE(pack_each(plan, values, many_by_plan)) << text;
        EXPECT_EQ(to_hex(many_by_plan), to_hex(many_by_text)) << text;
        std::vector<value> all(values.size());
        EXPECT_EQ(iter_unpack(plan, many_by_plan).next(all), records) << text;
        auto by_one = iter_unpack(plan, many_by_plan);
        for (std::size_t i = 0; i < records; ++i) {
            ASSERT_EQ(by_one.next(back), 1u) << text;
            ASSERT_FALSE(pack(text, back, again)) << text;
            EXPECT_EQ(to_hex(again), to_hex(many_by_plan).substr(2 * i * info.size, 2 * info.size)) << text << ' ' << i;
        }
        EXPECT_EQ(by_one.next(back), 0u) << text;
        block all_again(records * info.size);
        ASSERT_FALSE(pack_each(text, all, all_again)) << text;
        EXPECT_EQ(to_hex(all_again), to_hex(many_by_text)) << text;
    }
}

TEST(FormatPlan, RefusedValueIsNamed_AndNothingIsWritten) {
    std::mt19937_64 random(13);
    for (const std::string_view text : {"<bBhHiIqd", ">dqIiHhBb", "<ih", ">hhb"}) {
        const format_plan<16> plan(text);
        std::vector<value> good, items;
        std::vector<bool> is_integer;
        for (const format_run& run : format_text(text)) {
            for (std::size_t i = 0; i < run.values; ++i) {
                good.push_back(plain_value(run, random));
                is_integer.push_back(run.kind != code_kind::real);
            }
        }
        for (std::size_t at = 0; at < good.size(); ++at) {
            std::vector<value> bad = good;
            block buffer(plan.info().size);
            bad[at] = "text";
            const pack_error wrong = pack_into(plan, buffer, 0, bad);
            EXPECT_EQ(wrong.st, status::value_wrong_type) << text << ' ' << at;
            EXPECT_EQ(wrong.index, at) << text;
            if (is_integer[at]) {
                bad[at] = std::numeric_limits<std::uint64_t>::max();
                const pack_error large = pack(plan, bad, buffer);
                EXPECT_EQ(large.st, status::value_out_of_range) << text << ' ' << at;
                EXPECT_EQ(large.index, at) << text;
                bad[at] = 0.0;
                EXPECT_EQ(pack(plan, bad, buffer).st, status::value_wrong_type) << text << ' ' << at;
            }
            EXPECT_EQ(buffer.text(), std::string(buffer.size(), '\0')) << text << ' ' << at;

            std::vector<value> many; // the refused one in the second group
            for (int i = 0; i < 20; ++i) many.insert(many.end(), good.begin(), good.end());
            many[18 * good.size() + at] = "text";
            block room(20 * plan.info().size);
            const pack_error each = pack_each(plan, many, room);
            EXPECT_EQ(each.st, status::value_wrong_type) << text << ' ' << at;
            EXPECT_EQ(each.index, 18 * good.size() + at) << text;
        }
    }
}

TEST(FormatPlan, RefusedTextAmongNumbersOfManyStructsIsNamed) {
    const format_plan<4> plan("<h3sh");
    std::vector<value> many;
    for (int i = 0; i < 20; ++i) many.insert(many.end(), {i, "ab", -i});
    block room(20 * plan.info().size);
    ASSERT_FALSE(pack_each(plan, many, room));
    many[18 * 3 + 1] = 5;
    const pack_error refused = pack_each(plan, many, room);
    EXPECT_EQ(refused.st, status::value_wrong_type);
    EXPECT_EQ(refused.index, 18u * 3 + 1);
}

TEST(FormatPlan, TakesWhatIsAllowedButUnusual) {
    const value values[] = {true, 7, std::numeric_limits<std::uint64_t>::max(), -3};
    const format_plan<4> plan("<hdQd");
    block by_text(26), by_plan(26), twice(52);
    ASSERT_FALSE(pack("<hdQd", values, by_text));
    ASSERT_FALSE(pack(plan, values, by_plan));
    EXPECT_EQ(to_hex(by_plan), to_hex(by_text));
    const value both[] = {values[0], values[1], values[2], values[3], values[0], values[1], values[2], values[3]};
    ASSERT_FALSE(pack_each(plan, both, twice));
    EXPECT_EQ(to_hex(twice), to_hex(by_text) + to_hex(by_text));
    value one[] = {true};
    block byte(1);
    ASSERT_FALSE(pack(format_plan<1>("<b"), one, byte));
    EXPECT_EQ(byte.text(), "\1");
}

// ---- what others got wrong

TEST(Pack, SignallingNan_StaysOneAsAFloat) {
    constexpr std::array bytes{std::byte{1}, std::byte{0}, std::byte{0x80}, std::byte{0x7f}};
    const auto number = std::bit_cast<float>(std::uint32_t{0x7f800001});
    EXPECT_EQ(pack<"<f">(number), bytes);
}

// s and p are views, so that bytes which are gone after the call are refused.
static_assert(!outlives_call<"2s", std::array<std::byte, 2>> && !outlives_call<"2p", std::array<std::byte, 2>>);
static_assert(outlives_call<"2s", std::array<std::byte, 2>&> && outlives_call<"2s", std::span<std::byte>>);
static_assert(outlives_call<"bc", std::array<std::byte, 2>>);

TEST(Pack, AnyAlignmentOfBuffer) {
    block buffer(64);
    for (std::ptrdiff_t at = 0; at < 8; ++at) {
        ASSERT_FALSE(pack_into<"<dqif">(buffer, at, 2.5, std::int64_t{-3}, 4, 0.5f));
        const auto got = unpack_from<"<dqif">(buffer, at);
        ASSERT_TRUE(got);
        EXPECT_TRUE((*got == values_of<"<dqif">{{2.5}, {-3}, {4}, {0.5f}}));
    }
}

TEST(Pack, NativeModes_HaveTheOrderOfTheMachine) {
    const std::int32_t number = 0x01020304;
    const auto object = std::bit_cast<std::array<std::byte, 4>>(number);
    EXPECT_EQ(pack<"@i">(number), object);
    EXPECT_EQ(pack<"=i">(number), object);
    EXPECT_EQ(pack<"i">(number), object);
}

TEST(Pack, ValueThatDoesNotFit_IsNeverCutToSize) {
    EXPECT_EQ(pack<"B">(300).error.st, status::value_out_of_range);
    EXPECT_EQ(pack<"<H">(-1).error.st, status::value_out_of_range);
    EXPECT_EQ(pack<"<I">(std::int64_t{1} << 32).error.st, status::value_out_of_range);
}

TEST(RuntimePack, PointerTakesAllOnes) {
    const value values[] = {-1};
    block out(sizeof(void*));
    EXPECT_FALSE(pack("P", values, out));
    EXPECT_EQ(out.text(), std::string(sizeof(void*), '\xff'));
}

TEST(Describe, IsCutOffWhereItDoesNotFit) {
    const auto error = unpack<"<i">(std::span<const std::byte>()).error;
    char few[6];
    EXPECT_EQ(cleave::describe(error, few), "unpack");
    EXPECT_EQ(cleave::describe(error, {}), "");
    const std::size_t longest = describe(pack_error{.st = status::buffer_too_small,
                                                    .call = struct_call::unpack_from,
                                                    .need = PTRDIFF_MAX,
                                                    .have = PTRDIFF_MAX,
                                                    .offset = PTRDIFF_MAX})
                                    .size();
    EXPECT_LT(longest, 224);
}

// ---- the two ways against each other: compile time against run time, which Python checks below

/// Item code c takes a std::byte at compile time, bytes of length 1 at run time.
template <class T>
value as_value(const T& argument) {
    if constexpr (std::same_as<T, std::byte>)
        return std::span(&argument, 1);
    else
        return argument;
}

template <fixed_string Format, class... T>
void expect_same(const T&... arguments) {
    constexpr std::size_t size = calcsize<Format>();
    const value values[] = {as_value(arguments)...};
    block run_time(size), compile_time(size);
    const pack_error wanted = pack_into(format_text(Format.view()), run_time, 0, values);
    const pack_error error = pack_into<Format>(compile_time, 0, arguments...);
    ASSERT_EQ(describe(error), describe(wanted)) << Format.view();
    ASSERT_EQ(error.index, wanted.index);
    ASSERT_EQ(compile_time.text(), run_time.text()) << Format.view();
    if (error) return;
    value back[sizeof...(T)];
    ASSERT_FALSE(unpack(Format.view(), run_time, back));
    const auto got = unpack<Format>(std::span<const std::byte>(compile_time));
    block again(size);
    [&]<std::size_t... I>(std::index_sequence<I...>) { ASSERT_FALSE(pack_into<Format>(again, 0, get<I>(*got)...)); }
    (std::index_sequence_for<T...>{});
    ASSERT_EQ(again.text(), run_time.text()) << Format.view();
    block again_at_run_time(size);
    ASSERT_FALSE(pack(Format.view(), back, again_at_run_time));
    ASSERT_EQ(again_at_run_time.text(), run_time.text()) << Format.view();
}

template <fixed_string Prefix>
void expect_same_in_mode(std::mt19937_64& random) {
    const auto integer = [&] { return static_cast<std::int64_t>(random()) >> random() % 64; };
    const auto real = [&] {
        const double sign = random() % 2 == 0 ? 1.0 : -1.0;
        return sign * std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 320) - 220);
    };
    const std::string text(static_cast<std::size_t>(random() % 9), static_cast<char>('a' + random() % 26));
    constexpr auto with = []<std::size_t Length>(const char(&codes)[Length]) {
        char all[Length + 1] = {Prefix.text[0]};
        for (std::size_t i = 0; i < Length; ++i) all[i + 1] = codes[i];
        return fixed_string<Length>(all);
    };
    constexpr auto integers = with("bhilq");
    constexpr auto naturals = with("BHILQ");
    constexpr auto floats = with("xdfe");
    constexpr auto others = with("?c6s5px0i");
    for (int i = 0; i < 2000; ++i) {
        expect_same<integers>(integer(), integer(), integer(), integer(), random());
        expect_same<naturals>(integer(), integer(), integer(), integer(), integer());
        expect_same<integers>(integer() % 200, integer() % 40000, integer() % (1LL << 32), integer() % 1000, integer());
        expect_same<naturals>(integer() % 400, integer() % 80000, integer() % (1LL << 33), integer() % 1000, random());
        expect_same<floats>(real(), real(), real());
        expect_same<floats>(integer(), random(), integer());
        expect_same<others>(integer() % 2, static_cast<std::byte>(random() & 255), text, text);
    }
}

TEST(Pack, CompileTime_EqualsRunTime) {
    std::mt19937_64 random(7);
    expect_same_in_mode<"@">(random);
    expect_same_in_mode<"<">(random);
    expect_same_in_mode<">">(random);
}

// ---- against CPython: see pack_oracle.py for the form of a case

int nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string from_hex(std::string_view hex) {
    std::string text;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        text.push_back(static_cast<char>(nibble(hex[i]) << 4 | nibble(hex[i + 1])));
    }
    return text;
}

/// The parts of a text; an empty text has none.
std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; !text.empty() && at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// Values, and the bytes that they view.
struct value_list {
    std::vector<block> bytes;
    std::vector<value> values;

    explicit value_list(const std::string& text) {
        for (const std::string& part : split(text, ',')) {
            const std::string rest = part.substr(1);
            if (part[0] == 'b') {
                bytes.emplace_back(from_hex(rest));
                values.emplace_back(std::span<const std::byte>(bytes.back()));
            } else if (part[0] == 'f') {
                values.emplace_back(std::bit_cast<double>(std::uint64_t{std::stoull(rest, nullptr, 16)}));
            } else if (part[0] == 'n') {
                values.emplace_back(rest == "-" ? -std::numeric_limits<double>::quiet_NaN()
                                                : std::numeric_limits<double>::quiet_NaN());
            } else if (part[0] == 't') {
                values.emplace_back(rest == "1");
            } else if (rest[0] == '-') {
                values.emplace_back(std::int64_t{std::stoll(rest)});
            } else {
                values.emplace_back(std::uint64_t{std::stoull(rest)});
            }
        }
    }
};

/// As the oracle writes a value; `like` tells whether it has told a NaN by its sign alone.
std::string show(const value& v, const std::string& like) {
    switch (v.kind()) {
    case value::type::integer: return "i" + std::to_string(v.as_integer());
    case value::type::natural: return "i" + std::to_string(v.as_natural());
    case value::type::boolean: return v.as_boolean() ? "t1" : "t0";
    case value::type::real:
        if (std::isnan(v.as_real()) && like[0] == 'n') return std::signbit(v.as_real()) ? "n-" : "n+";
        return "f" + to_hex(std::bit_cast<std::uint64_t>(v.as_real()), 16);
    case value::type::bytes: return "b" + to_hex(v.as_bytes());
    }
    return "?";
}

std::string show(std::span<const value> values, const std::string& like) {
    const std::vector<std::string> expected = split(like, ',');
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
        text += (i == 0 ? "" : ",") + show(values[i], i < expected.size() ? expected[i] : " ");
    }
    return text;
}

struct oracle_case {
    std::string operation, format, source, values, result;
    std::ptrdiff_t offset = 0;
};

oracle_case parse_case(const std::string& line) {
    std::vector<std::string> fields = split(line, '\t');
    fields.resize(5);
    oracle_case c{fields[0], from_hex(fields[1]), fields[2], fields[3], fields[4]};
    if (const auto at = fields[2].find('@'); at != std::string::npos) {
        c.source = fields[2].substr(0, at);
        c.offset = static_cast<std::ptrdiff_t>(std::stoll(fields[2].substr(at + 1)));
    }
    c.source = from_hex(c.source);
    return c;
}

/// What we make of a case, in the oracle's words.
std::string answer(const oracle_case& c, const auto& format) {
    const auto failed = [](const pack_error& error) { return "!" + describe(error); };
    const std::string like = c.result.substr(1);
    const std::size_t size = format.info().st == status::ok ? format.info().size : 0;
    const std::size_t count = format.info().st == status::ok && size < 100000 ? format.info().values : 0;
    if (c.operation == "pack") {
        const value_list list(c.values);
        block out(size < 100000 ? size : 0);
        const pack_error error = pack(format, list.values, out);
        if (!error && count != 0) { // twice the same struct in one call
            std::vector<value> twice = list.values;
            twice.insert(twice.end(), list.values.begin(), list.values.end());
            block both(2 * size);
            EXPECT_FALSE(pack_each(format, twice, both));
            EXPECT_EQ(to_hex(both), to_hex(out) + to_hex(out));
        }
        return error ? failed(error) : "=" + to_hex(out);
    }
    if (c.operation == "pack_into") {
        const value_list list(c.values);
        block buffer(c.source);
        const pack_error error = pack_into(format, buffer, c.offset, list.values);
        EXPECT_TRUE(!error || buffer.text() == c.source) << "written in spite of an error";
        return error ? failed(error) : "=" + to_hex(buffer);
    }
    const block input(c.source);
    std::vector<value> values(count);
    if (c.operation == "unpack") {
        const pack_error error = unpack(format, input, values);
        return error ? failed(error) : "=" + show(values, like);
    }
    if (c.operation == "unpack_from") {
        const pack_error error = unpack_from(format, input, c.offset, values);
        return error ? failed(error) : "=" + show(values, like);
    }
    if (c.operation == "iter_unpack") {
        auto records = iter_unpack(format, input);
        if (records.error()) return failed(records.error());
        const std::vector<std::string> expected = split(like, ';');
        std::string text = "=";
        std::vector<value> several(3 * count); // at most three structs a call
        for (std::size_t i = 0; records.size() != 0;) {
            const std::size_t got = records.next(several);
            if (got == 0) return "ended early";
            for (std::size_t j = 0; j < got; ++j, ++i) {
                text += (i == 0 ? "" : ";") + show(std::span<const value>(several).subspan(j * count, count),
                                                   i < expected.size() ? expected[i] : "");
            }
        }
        return records.next(several) != 0 ? "did not end" : text;
    }
    const auto measured = calcsize(std::string_view(c.format));
    return measured ? "=" + std::to_string(*measured) : failed(measured.error);
}

TEST(Pack, EveryCase_AsInCPython) {
    constexpr int cases = 100'000;
    const char* seed = std::getenv("CLEAVE_PACK_SEED");
    struct probe {
        char first;
        long long second;
    };
    const std::string command = "python3 '" CLEAVE_SOURCE_DIR "/conformance/tests/library/pack_oracle.py' " +
                                std::to_string(cases) + " '" + (seed != nullptr ? seed : "20240607") + "' " +
                                (std::endian::native == std::endian::little ? "little " : "big ") +
                                std::to_string(sizeof(long)) + " " + std::to_string(sizeof(void*)) + " " +
                                std::to_string(sizeof(probe) - sizeof(long long));
    FILE* oracle = popen(command.c_str(), "r");
    ASSERT_NE(oracle, nullptr);
    int compared = 0;
    int differences = 0;
    char* line = nullptr;
    std::size_t capacity = 0;
    for (ssize_t length; (length = getline(&line, &capacity, oracle)) > 0;) {
        const oracle_case c = parse_case({line, static_cast<std::size_t>(length) - 1});
        const std::string by_text = answer(c, format_text(c.format));
        const std::string by_plan = answer(c, format_plan<128>(c.format));
        ++compared;
        if (by_text == c.result && by_plan == c.result) continue;
        if (++differences <= 20) ADD_FAILURE() << line << "by text: " << by_text << "\nby plan: " << by_plan;
    }
    std::free(line);
    EXPECT_EQ(pclose(oracle), 0);
    EXPECT_EQ(compared, cases);
    EXPECT_EQ(differences, 0);
}

} // namespace
