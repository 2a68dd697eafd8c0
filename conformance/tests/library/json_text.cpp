// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"
#include "conformance/tests/library/guarded_page.hpp"

#include <cleave/detail/json_text.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace cleave::detail {
namespace {

using namespace std::string_view_literals;

// Each way along a text, byte by byte: where it stops when it begins at `at`.

template <class Passes>
constexpr std::size_t first_other(std::string_view text, std::size_t at, Passes passes) {
    while (at != text.size() && passes(text[at])) ++at;
    return at;
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_plain(char c) { return static_cast<signed char>(c) >= ' ' && c != '"' && c != '\\'; }
constexpr bool is_plain_without_del(char c) { return is_plain(c) && c != '\x7f'; }

constexpr std::uint64_t slow_word(std::string_view text, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = at; i < std::min(text.size(), at + 8); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i - at));
    return value;
}

constexpr std::uint64_t slow_others(std::string_view text, std::size_t at) {
    std::uint64_t others = 0;
    for (std::size_t i = 0; i < 64; ++i)
        if (at + i >= text.size() || !is_plain(text[at + i])) others |= std::uint64_t{1} << i;
    return others;
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
        const char* next = at;
        const char c = text.next(next);
        const std::size_t end_of_space = first_other(whole, i, is_space);
        if (text.offset(next) != end_of_space) return false;
        if (c != (end_of_space == whole.size() ? '\0' : whole[end_of_space])) return false;
        if (text.offset(text.skip_digits(at)) != first_other(whole, i, is_digit)) return false;
        if (text.offset(text.skip_plain(at)) != first_other(whole, i, is_plain)) return false;
        if (text.offset(text.skip_plain<true>(at)) != first_other(whole, i, is_plain_without_del)) return false;
        if (text.word(at) != slow_word(whole, i)) return false;
        if (text.others_of_64(at) != slow_others(whole, i)) return false;
        if (i < whole.size() && (!text.is_at(at, whole[i]) || text.is_at(at, static_cast<char>(whole[i] ^ 1))))
            return false;
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

TEST(JsonText, EightBytesHaveTheirFirstLowest) {
    const exact_text block("\x01\x82\x03\x84\x05\x86\x07\x88");
    EXPECT_EQ(json_text::eight_bytes(block.view().data()), 0x8807860584038201u);
}

TEST(JsonText, SixtyFourBytesTellEachOther) {
    guarded_page page;
    for (std::size_t size = 0; size <= 140; ++size)
        for (std::size_t place = 0; place < size; ++place)
            for (const char other : "\"\\\n\x7f\x80\xff\x00"sv) {
                std::string text(size, 'x');
                text[place] = other;
                text[size / 2] = other;
                const std::string_view whole = page.at_the_back(text);
                ASSERT_EQ(json_text(whole).others_of_64(whole.data()), slow_others(whole, 0)) << size << ' ' << place;
            }
}

} // namespace
} // namespace cleave::detail
