// SPDX-License-Identifier: MIT
#include <cleave/detail/struct_item.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace cleave;
using namespace cleave::detail;

static_assert(sizeof(unsigned_of<1>) == 1 && sizeof(unsigned_of<2>) == 2);
static_assert(sizeof(unsigned_of<4>) == 4 && sizeof(unsigned_of<8>) == 8);

constexpr auto infinity = std::numeric_limits<double>::infinity();

// At compile time as at run time: the ends of what is normal, subnormal and finite.
static_assert(to_half(1.0) == 0x3c00 && to_half(1.0f) == 0x3c00);
static_assert(to_half(0x1p-14) == 0x0400 && to_half(0x1p-15) == 0x0200 && to_half(0x1p-24f) == 1);
static_assert(to_half(0x1p-25) == 0 && to_half(0x1.8p-25) == 1 && to_half(0x1.8p-26f) == 0);
static_assert(to_half(65519.0f) == 0x7bff && to_half(65520.0f) == 0x7c00 && to_half(65536.0) == 0x7c00);
static_assert(to_half(65537.0) == 0x7c00 && to_half(131072.0f) == 0x7c00 && to_half(-1e300) == 0xfc00);
static_assert(to_half(infinity) == 0x7c00 && to_half(-static_cast<float>(infinity)) == 0xfc00);
static_assert(to_float(1.0) == 0x3f800000 && to_float(0x1p-126) == 0x00800000 && to_float(-0x1p-149) == 0x80000001);
static_assert(to_float(0x1p-150) == 0 && to_float(0x1.8p-150) == 1 && to_float(0x1.8p-151) == 0);
static_assert(to_float(0x1.fffffep127) == 0x7f7fffff && to_float(0x1.ffffffp127) == 0x7f800000);
static_assert(to_float(0x1.1p128) == 0x7f800000 && to_float(1e300) == 0x7f800000 && to_float(-infinity) == 0xff800000);
static_assert(exceeds_half(65520.0) && !exceeds_half(65519.0f) && !exceeds_half(infinity));
static_assert(exceeds_float(-0x1.ffffffp127) && !exceeds_float(0x1.fffffep127) && !exceeds_float(-infinity));

template <std::size_t Size>
constexpr std::array<std::byte, Size> filled_at_compile_time() {
    std::array<std::byte, Size> bytes{};
    bytes.fill(std::byte{0xee});
    fill_zero(bytes.data() + 1, Size - 2);
    return bytes;
}
static_assert(filled_at_compile_time<4>() == std::array{std::byte{0xee}, std::byte{0}, std::byte{0}, std::byte{0xee}});

template <std::size_t Size, std::size_t Length>
constexpr std::array<std::byte, Size> stored_at_compile_time(const std::array<char, Length>& from) {
    std::array<std::byte, Size> bytes{};
    bytes.fill(std::byte{0xee});
    store_bytes(bytes.data(), Size, from.data(), Length);
    return bytes;
}
static_assert(stored_at_compile_time<2>(std::array{'a', 'b', 'c'}) == std::array{std::byte{'a'}, std::byte{'b'}});
static_assert(stored_at_compile_time<3>(std::array{'a'}) == std::array{std::byte{'a'}, std::byte{0}, std::byte{0}});

/// A block of its own with a byte before and one behind that nobody may touch.
class framed_block {
  public:
    explicit framed_block(std::size_t size) : bytes_(size + 2, std::byte{0xee}) {}
    std::byte* data() { return bytes_.data() + 1; }
    std::string text() const {
        std::string text;
        for (const std::byte b : bytes_) text.push_back(static_cast<char>(b));
        EXPECT_EQ(text.front(), '\xee');
        EXPECT_EQ(text.back(), '\xee');
        return text.substr(1, text.size() - 2);
    }

  private:
    std::vector<std::byte> bytes_;
};

std::string letters(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text.push_back(static_cast<char>('a' + i % 26));
    return text;
}

TEST(StructItem, ZerosFillExactlyWhatTheyAreToldTo) {
    for (std::size_t size = 0; size < 20; ++size) {
        framed_block block(size);
        fill_zero(block.data(), size);
        EXPECT_EQ(block.text(), std::string(size, '\0'));
    }
}

TEST(StructItem, BytesAreCutOffOrFilledUpForEverySizeAndLength) {
    for (std::size_t size = 0; size < 8; ++size)
        for (std::size_t length = 0; length < 10; ++length) {
            const std::string text = letters(length);
            std::string expected = text;
            expected.resize(size);
            framed_block block(size);
            store_bytes(block.data(), size, text.data(), length);
            EXPECT_EQ(block.text(), expected) << size << " of " << length;
        }
}

TEST(StructItem, PascalStringsCountWhatIsKeptUpTo255) {
    for (const std::size_t size : {0U, 1U, 2U, 3U, 5U, 255U, 256U, 257U, 258U, 300U})
        for (const std::size_t length : {0U, 1U, 2U, 4U, 5U, 254U, 255U, 256U, 257U, 299U, 400U}) {
            const std::string text = letters(length);
            std::string expected = text;
            if (size != 0) {
                expected.resize(size - 1);
                const std::size_t counted = std::min({length, size - 1, std::size_t{255}});
                expected.insert(expected.begin(), static_cast<char>(counted));
            } else {
                expected.clear();
            }
            framed_block block(size);
            store_pascal(block.data(), size, text.data(), length);
            EXPECT_EQ(block.text(), expected) << size << " of " << length;
        }
}

TEST(StructItem, PascalStringsGiveWhatTheyCountButNeverMoreThanThereIs) {
    for (const std::size_t size : {0U, 1U, 2U, 3U, 255U, 256U, 257U})
        for (const std::size_t counted : {0U, 1U, 2U, 254U, 255U}) {
            std::vector<std::byte> bytes(size, std::byte{'x'});
            if (size != 0) bytes[0] = static_cast<std::byte>(counted);
            const std::span<const std::byte> view = load_pascal(bytes.data(), size);
            EXPECT_EQ(view.size(), size == 0 ? 0 : std::min(counted, size - 1)) << counted << " in " << size;
            if (size != 0) {
                EXPECT_EQ(view.data(), bytes.data() + 1);
            }
        }
}

TEST(StructItem, DroppedBitsRoundHalfToEven) {
    const unsigned expected[] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4};
    for (unsigned n = 0; n <= 16; ++n) EXPECT_EQ(drop_bits(n, 2), expected[n]) << n;
    for (unsigned n = 0; n <= 16; ++n) EXPECT_EQ(drop_bits(n, 1), n / 2 + (n % 4 == 3 ? 1 : 0)) << n;
}

TEST(StructItem, MagnitudeIsTheNumberWithoutItsSign) {
    for (const double number : {0.0, 1.0, 5e-324, 1e300, infinity}) {
        EXPECT_EQ(magnitude_of(number), std::bit_cast<std::uint64_t>(number));
        EXPECT_EQ(magnitude_of(-number), std::bit_cast<std::uint64_t>(number));
    }
    EXPECT_EQ(magnitude_of(-1.5f), 0x3fc00000u);
}

TEST(StructItem, FiniteNumbersFromTheBoundOnAreBeyondIt) {
    const double below = std::nextafter(2.0, 0.0), largest = std::numeric_limits<double>::max();
    for (const double sign : {1.0, -1.0}) {
        EXPECT_FALSE(is_finite_beyond(sign * below, 2.0));
        EXPECT_TRUE(is_finite_beyond(sign * 2.0, 2.0));
        EXPECT_TRUE(is_finite_beyond(sign * largest, 2.0));
        EXPECT_FALSE(is_finite_beyond(sign * infinity, 2.0));
        EXPECT_FALSE(is_finite_beyond(std::copysign(std::nan(""), sign), 2.0));
    }
    const float largest_float = std::numeric_limits<float>::max();
    EXPECT_TRUE(is_finite_beyond(largest_float, 2.0f));
    EXPECT_FALSE(is_finite_beyond(static_cast<float>(infinity), 2.0f));
}

/// The half float nearest to a number, found among all by their distance: slow, and without a look at bits.
std::uint16_t nearest_half(double number) {
    const bool is_negative = std::signbit(number);
    const double size = std::fabs(number);
    unsigned low = 0, high = 0x7c00; // of the halves as integers, which are in the order of the numbers
    const auto number_of = [](unsigned half) {
        const int exponent = static_cast<int>(half >> 10);
        const double fraction = half & 0x3ffU;
        return exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
    };
    while (high - low > 1) {
        const unsigned middle = (low + high) / 2;
        (number_of(middle) <= size ? low : high) = middle;
    }
    const double to_low = size - number_of(low), to_high = number_of(high) - size;
    const bool is_high = to_high < to_low || (to_high == to_low && high % 2 == 0);
    return static_cast<std::uint16_t>((is_negative ? 0x8000u : 0u) | (is_high ? high : low));
}

TEST(StructItem, HalfFloatIsTheNearestOneAroundEveryHalfAndEveryMiddle) {
    std::size_t compared = 0;
    for (unsigned half = 0; half < 0x7c00; half += half < 0x420 || half > 0x7be0 ? 1 : 37) {
        const double at = from_half(static_cast<std::uint16_t>(half));
        const double step = half < 0x400 ? 0x1p-24 : std::ldexp(1.0, static_cast<int>(half >> 10) - 25);
        for (const double middle : {at, at + step / 2, at + step / 4})
            for (const double number :
                 {middle, std::nextafter(middle, infinity), std::nextafter(middle, 0.0), -middle}) {
                ASSERT_EQ(to_half(number), nearest_half(number)) << number;
                const auto narrow = static_cast<float>(number);
                ASSERT_EQ(to_half(narrow), nearest_half(double{narrow})) << narrow;
                ++compared;
            }
    }
    EXPECT_GT(compared, 20000u);
}

TEST(StructItem, EveryHalfFloatStandsForItsNumber) {
    for (unsigned half = 0; half < 0x10000; ++half) {
        const float number = from_half(static_cast<std::uint16_t>(half));
        const auto bits = std::bit_cast<std::uint32_t>(number);
        const int exponent = static_cast<int>(half >> 10 & 0x1f);
        const float fraction = static_cast<float>(half & 0x3ff);
        EXPECT_EQ(bits >> 31, half >> 15);
        const float size = std::fabs(number);
        if (exponent == 31 && fraction == 0)
            EXPECT_EQ(size, static_cast<float>(infinity));
        else if (exponent == 31)
            EXPECT_EQ(bits & 0x7fffffff, 0x7fc00000u) << "a NaN, quiet and without a payload";
        else if (exponent == 0)
            EXPECT_EQ(size, std::ldexp(fraction, -24));
        else
            EXPECT_EQ(size, std::ldexp(fraction + 1024, exponent - 25));
    }
}

TEST(StructItem, FloatIsRoundedByTheRulesAsTheProcessorRoundsIt) {
    // Exponents from below the least subnormal float to above the largest; fractions at and beside the middles.
    for (std::uint64_t exponent = 1023 - 152; exponent < 1023 + 130; ++exponent)
        for (const std::uint64_t fraction :
             {0x0ULL, 0x1ULL, 0xfffffffULL, 0x10000000ULL, 0x10000001ULL, 0x20000000ULL, 0x2fffffffULL, 0x30000000ULL,
              0x8000000000000ULL, 0xfffffe0000000ULL, 0xfffffefffffffULL, 0xffffff0000000ULL, 0xfffffffffffffULL})
            for (const std::uint64_t sign : {0ULL, 1ULL << 63}) {
                const auto number = std::bit_cast<double>(sign | exponent << 52 | fraction);
                const auto expected = std::bit_cast<std::uint32_t>(static_cast<float>(number));
                ASSERT_EQ((narrow<8, 23>(number)), expected) << number;
                ASSERT_EQ(to_float(number), expected) << number;
            }
}

TEST(StructItem, FloatStandsForItsNumberAndANanBecomesQuiet) {
    for (const float number : {0.0f, -0.0f, 1.5f, 1e-45f, 3.4028235e38f, std::numeric_limits<float>::infinity()})
        for (const float signed_number : {number, -number}) {
            const double expected = signed_number;
            EXPECT_EQ(std::bit_cast<std::uint64_t>(from_float(std::bit_cast<std::uint32_t>(signed_number))),
                      std::bit_cast<std::uint64_t>(expected));
        }
    const auto bits_of = [](std::uint32_t bits) { return std::bit_cast<std::uint64_t>(from_float(bits)); };
    EXPECT_EQ(bits_of(0x7f800001), 0x7ff8000020000000u);
    EXPECT_EQ(bits_of(0xffffffff), 0xffffffffe0000000u);
    EXPECT_EQ(bits_of(0x7fc00000), 0x7ff8000000000000u);
}

TEST(StructItem, NanIsQuietAndKeepsWhatFitsInAFloatButNothingInAHalf) {
    const auto nan = std::bit_cast<double>(std::uint64_t{0xfff0000020000000});
    EXPECT_EQ((narrow<8, 23>(nan)), 0xffc00001u);
    EXPECT_EQ((narrow<8, 23>(std::bit_cast<double>(std::uint64_t{0x7fffffffffffffff}))), 0x7fffffffu);
    EXPECT_EQ(to_half(nan), 0xfe00u);
    EXPECT_EQ(to_half(std::bit_cast<double>(std::uint64_t{0x7fffffffffffffff})), 0x7e00u);
    EXPECT_EQ(to_half(std::bit_cast<float>(0x7f800001)), 0x7e00u);
}

} // namespace
