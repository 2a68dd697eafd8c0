// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"
#include "conformance/tests/library/guarded_page.hpp"

#include <cleave/json_text.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace cleave {
namespace {

using namespace std::string_view_literals;

// Each way along a text, byte by byte: where it stops when it begins at `at`.

template <class Passes>
constexpr std::size_t first_other(std::string_view text, std::size_t at, Passes passes) {
    while (at != text.size() && passes(text[at])) ++at;
    return at;
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_plain(char c) { return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\'; }
constexpr bool is_plain_without_del(char c) { return is_plain(c) && c != '\x7f'; }

constexpr std::uint64_t slow_word(std::string_view text, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = at; i < std::min(text.size(), at + 8); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i - at));
    return value;
}

// Whether all ways along `text` are those, from each of its bytes on and from its end.
constexpr bool runs_as_it_says(std::string_view whole) {
    const json_text text(whole);
    if (text.first() != whole.data() || text.last() != whole.data() + whole.size()) return false;
    for (std::size_t i = 0; i <= whole.size(); ++i) {
        const char* const at = text.first() + i;
        const std::string_view rest = text.from(at);
        if (text.offset(at) != i || text.left(at) != whole.size() - i || rest.data() != at || rest != whole.substr(i))
            return false;
        if (text.offset(text.skip_space(at)) != first_other(whole, i, is_space)) return false;
        if (text.offset(text.skip_digits(at)) != first_other(whole, i, is_digit)) return false;
        if (text.offset(text.skip_plain(at)) != first_other(whole, i, is_plain)) return false;
        if (text.offset(text.skip_plain<true>(at)) != first_other(whole, i, is_plain_without_del)) return false;
        if (text.word(at) != slow_word(whole, i)) return false;
    }
    return true;
}

static_assert(runs_as_it_says(""));
static_assert(runs_as_it_says(R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt"})"));
static_assert(runs_as_it_says("0123456789\x7f \t\r\n\x1f\x80\xff\\\"12345678901234567890"));

TEST(JsonText, EveryByteAtEveryPlaceAmongDigitsSpacesAndLettersEndsWhatItMustEnd) {
    for (const char filler : "0\nx"sv)
        for (std::size_t size = 0; size <= 34; ++size)
            for (std::size_t place = 0; place < std::max<std::size_t>(size, 1); ++place)
                for (int byte = 0; byte < (size == 0 ? 1 : 256); ++byte) {
                    std::string text(size, filler);
                    if (size != 0) text[place] = static_cast<char>(byte);
                    ASSERT_TRUE(runs_as_it_says(exact_text(text))) << size << " bytes, " << byte << " at " << place;
                }
}

TEST(JsonText, TheFirstOfSeveralOtherBytesEndsARun) {
    for (const char filler : "7 x"sv)
        for (const char first : "/:\"\\\n\x7f\x80\xff\x00"sv)
            for (const char second : "/:\"\\\n\x7f\x80\xff\x00"sv)
                for (std::size_t size = 2; size <= 34; ++size)
                    for (std::size_t place = 0; place + 1 < size; ++place) {
                        std::string text(size, filler);
                        text[place] = first;
                        text[place + 1] = second;
                        ASSERT_TRUE(runs_as_it_says(exact_text(text))) << testing::PrintToString(text);
                    }
}

TEST(JsonText, ReadsNothingInFrontOfItsTextNorBehindIt) {
    guarded_page page;
    for (const char filler : "0 x"sv)
        for (std::size_t size = 0; size <= 40; ++size) {
            const std::string text(size, filler);
            EXPECT_TRUE(runs_as_it_says(page.at_the_front(text))) << size;
            EXPECT_TRUE(runs_as_it_says(page.at_the_back(text))) << size;
        }
}

TEST(NotDigits, MarksTheFirstCharacterThatIsNoDigitAndNoneWhereAllAre) {
    for (int value = 0; value < 256; ++value)
        for (unsigned place = 0; place < 8; ++place)
            for (const char filler : "09"sv) {
                std::string characters(8, filler);
                characters[place] = static_cast<char>(value);
                const std::uint64_t others = not_digits(slow_word(characters, 0));
                if (is_digit(characters[place]))
                    ASSERT_EQ(others, 0u) << value << " at " << place;
                else
                    ASSERT_EQ(others & (~others + 1), std::uint64_t{0x80} << (8 * place)) << value << " at " << place;
            }
}

template <std::size_t Size>
constexpr bool knows_only(const char (&expected)[Size]) {
    char text[Size] = {};
    for (std::size_t i = 0; i < Size - 1; ++i) text[i] = expected[i];
    if (!json_text::is_at(text, expected)) return false;
    for (std::size_t i = 0; i < Size - 1; ++i)
        for (unsigned bit = 1; bit < 0x100; bit <<= 1) {
            text[i] = static_cast<char>(static_cast<unsigned char>(expected[i]) ^ bit);
            if (json_text::is_at(text, expected)) return false;
            text[i] = expected[i];
        }
    return true;
}

template <std::size_t Size>
void expect_known(const char (&expected)[Size]) {
    EXPECT_TRUE(knows_only(expected)) << expected;
    EXPECT_TRUE(json_text::is_at(exact_text(expected).view().data(), expected)) << expected;
}

// At compile time, where nothing outside the literal can be read.
static_assert(knows_only("a") && knows_only("ab") && knows_only("abc") && knows_only("abcd") && knows_only("abcde") &&
              knows_only("abcdef") && knows_only("abcdefg") && knows_only("abcdefgh"));
static_assert(knows_only("abcdefghi") && knows_only("abcdefghij") && knows_only("abcdefghijk") &&
              knows_only("abcdefghijkl") && knows_only("abcdefghijklm") && knows_only("abcdefghijklmn") &&
              knows_only("abcdefghijklmno") && knows_only("abcdefghijklmnop"));

TEST(JsonText, KnowsALiteralOfEachLengthByEveryBitOfIt) {
    expect_known("a");
    expect_known("ab");
    expect_known("abc");
    expect_known("abcd");
    expect_known("abcde");
    expect_known("abcdef");
    expect_known("abcdefg");
    expect_known("abcdefgh");
    expect_known("abcdefghi");
    expect_known("abcdefghij");
    expect_known("abcdefghijk");
    expect_known("abcdefghijkl");
    expect_known("abcdefghijklm");
    expect_known("abcdefghijklmn");
    expect_known("abcdefghijklmno");
    expect_known("abcdefghijklmnop");
}

TEST(JsonText, IntegersHaveTheirFirstByteLowest) {
    const exact_text block("\x01\x82\x03\x84\x05\x86\x07\x88");
    const char* const at = block.view().data();
    EXPECT_EQ(json_text::integer<std::uint64_t>(at), 0x8807860584038201u);
    EXPECT_EQ(json_text::integer<std::uint32_t>(at), 0x84038201u);
    EXPECT_EQ(json_text::integer<std::uint16_t>(at), 0x8201u);
    for (std::size_t size = 0; size < 8; ++size) {
        const exact_text few(block.view().substr(0, size));
        EXPECT_EQ(json_text::word_of_few(few.view().data(), size), slow_word(few.view(), 0)) << size;
    }
}

} // namespace
} // namespace cleave
