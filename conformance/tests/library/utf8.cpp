// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/detail/utf8.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace cleave::detail {
namespace {

static_assert(decode_utf8("").bytes == 0);
static_assert(decode_utf8("a") == utf8_char{'a', 1});
static_assert(decode_utf8(std::string_view("\0", 1)) == utf8_char{0, 1});
static_assert(decode_utf8("\xE5\x93\x88tail") == utf8_char{0x54C8, 3});
static_assert(decode_utf8("\xF4\x8F\xBF\xBF") == utf8_char{0x10FFFF, 4});
static_assert(decode_utf8("\xC0\xAE").bytes == 0, "an overlong full stop");
static_assert(decode_utf8("\xED\xA0\x80").bytes == 0, "a surrogate");
static_assert(decode_utf8("\xF4\x90\x80\x80").bytes == 0, "above U+10FFFF");
static_assert(encode_utf8(0x54C8).view() == "\xE5\x93\x88");
static_assert(encode_utf8(0xD800).size == 0 && encode_utf8(0xDFFF).size == 0 && encode_utf8(0x110000).size == 0);
static_assert(is_utf8("") && is_utf8("a\xC3\xA9") && !is_utf8("a\xC3"));
static_assert(utf8_prefix("ab\xFFz") == 2);

// Every sequence that is UTF-8 begins with the form of exactly one code point, so: all code points come back, and the
// number of accepted sequences of each length equals the number of code points of that length.

TEST(Utf8, EveryCodePointSurvivesTheRoundTrip) {
    std::size_t count = 0;
    for (char32_t c = 0; c <= 0x120000; ++c) {
        const bool scalar = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        const utf8_text text = encode_utf8(c);
        ASSERT_EQ(text.size != 0, scalar) << std::hex << static_cast<std::uint32_t>(c);
        if (!scalar) continue;
        ASSERT_EQ(decode_utf8(text.view()), (utf8_char{c, text.size})) << std::hex << static_cast<std::uint32_t>(c);
        ++count;
    }
    EXPECT_EQ(count, 0x110000u - 0x800u);
}

TEST(Utf8, NoOtherSequenceIsAccepted) {
    std::size_t accepted[5] = {};
    char bytes[4];
    for (std::uint64_t n = 0; n < std::uint64_t{1} << 24; ++n) {
        bytes[0] = static_cast<char>(n >> 16), bytes[1] = static_cast<char>(n >> 8), bytes[2] = static_cast<char>(n);
        const std::uint8_t size = decode_utf8({bytes, 3}).bytes;
        ASSERT_LE(size, 3);
        // Bytes behind the sequence must not matter: count each sequence once, when they are all zero.
        if (size == 3 || (size == 2 && bytes[2] == 0) || (size == 1 && bytes[1] == 0 && bytes[2] == 0))
            ++accepted[size];
    }
    for (unsigned lead = 0xF0; lead <= 0xFF; ++lead) {
        bytes[0] = static_cast<char>(lead);
        for (std::uint32_t n = 0; n < std::uint32_t{1} << 24; ++n) {
            bytes[1] = static_cast<char>(n >> 16), bytes[2] = static_cast<char>(n >> 8),
            bytes[3] = static_cast<char>(n);
            const std::uint8_t size = decode_utf8({bytes, 4}).bytes;
            ASSERT_TRUE(size == 0 || size == 4);
            if (size == 4) ++accepted[4];
        }
    }
    EXPECT_EQ(accepted[1], 0x80u);
    EXPECT_EQ(accepted[2], 0x800u - 0x80u);
    EXPECT_EQ(accepted[3], 0x10000u - 0x800u - 0x800u);
    EXPECT_EQ(accepted[4], 0x110000u - 0x10000u);
}

TEST(Utf8, TruncatedSequenceIsInvalidAndNotReadBeyond) {
    for (const char32_t c : {U'\u00E9', U'\u54C8', U'\U0001F600'}) {
        const utf8_text text = encode_utf8(c);
        for (std::size_t size = 0; size < text.size; ++size) {
            EXPECT_EQ(decode_utf8(exact_text(text.view().substr(0, size))), (utf8_char{0, 0})) << size;
            EXPECT_EQ(decode_utf8(text.view().substr(0, size)), (utf8_char{0, 0}))
                << size << ", the rest lies behind the end";
        }
    }
}

TEST(Utf8, NothingAndWhatIsNoCodePointTakeNoBytesAndGiveNoCodePoint) {
    for (const std::string_view text :
         {"", "\x80", "\xBF", "\xC1\x81", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF8\x90\x80\x80", "\xFF", "\xE5\x93("})
        EXPECT_EQ(decode_utf8(text), (utf8_char{0, 0})) << testing::PrintToString(text);
    for (const char32_t c : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}, char32_t{0xFFFFFFFF}})
        EXPECT_EQ(encode_utf8(c).size, 0) << static_cast<std::uint32_t>(c);
}

TEST(Utf8, PrefixStopsAtTheFirstWrongByte) {
    EXPECT_EQ(utf8_prefix(""), 0u);
    EXPECT_EQ(utf8_prefix("\x80"), 0u);
    EXPECT_EQ(utf8_prefix("\xE8\xAE\xA1\xE7\xAE"), 3u);
    EXPECT_EQ(utf8_prefix("\xE8\xAE\xA1\xE7\xAE\x97"), 6u);
    const std::string cut = "a\xC0";
    EXPECT_EQ(utf8_prefix(cut), 1u);
    EXPECT_FALSE(is_utf8("..\xC0\xAF"));
}

} // namespace
} // namespace cleave::detail
