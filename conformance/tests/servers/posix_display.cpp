// SPDX-License-Identifier: MIT
#include "reference-impls/posix/display.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace cleave::posix {
namespace {

using namespace std::string_view_literals;

TEST(Displayable, EachKindHasItsForm) {
    EXPECT_EQ(displayable(""), "");
    EXPECT_EQ(displayable("plain name.txt"), "plain name.txt");
    EXPECT_EQ(displayable("计算机五大.txt"), "计算机五大.txt");
    EXPECT_EQ(displayable("a\nb"), "a\\x0ab");
    EXPECT_EQ(displayable("\0"sv), "\\x00");
    EXPECT_EQ(displayable("\x1B[31m\x7F"), "\\x1b[31m\\x7f");
    EXPECT_EQ(displayable("\xFF\xC0\xAF"), "\\xff\\xc0\\xaf");
    EXPECT_EQ(displayable("\xC2\x9B"), "\\u{9b}");
    EXPECT_EQ(displayable("a\xE2\x80\xAE"), "a\\u{202e}");
    EXPECT_EQ(displayable("\xC2\xAD\xF3\xA0\x81\x81"), "\\u{ad}\\u{e0041}");
    EXPECT_EQ(displayable("a\\b"), "a\\\\b");
    EXPECT_EQ(displayable("\\x0a"), "\\\\x0a");
    EXPECT_EQ(displayable("\xE2\x80"), "\\xe2\\x80");
    EXPECT_EQ(displayable("\xEF\xBB\xBF"), "\\u{feff}") << "no zero in front, whatever the first digit is";
    EXPECT_EQ(displayable("\xC2\x80\xE1\x85\x9F"), "\\u{80}\\u{115f}");
}

/// Takes the escapes back, by the rules of the documentation.
std::string unescaped(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            result += text[i++];
        } else if (text.at(i + 1) == '\\') {
            result += '\\';
            i += 2;
        } else if (text.at(i + 1) == 'x') {
            result += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
            i += 4;
        } else {
            EXPECT_EQ(text.substr(i, 3), "\\u{");
            const std::size_t end = text.find('}', i);
            const auto code_point = static_cast<char32_t>(std::stoul(text.substr(i + 3, end - i - 3), nullptr, 16));
            result += detail::encode_utf8(code_point).view();
            i = end + 1;
        }
    }
    return result;
}

/// What is shown can be had back, and holds nothing that a terminal obeys or that is not seen.
void expect_harmless(std::string_view text) {
    const std::string shown = displayable(text);
    ASSERT_EQ(unescaped(shown), text);
    for (std::string_view rest = shown; !rest.empty();) {
        const auto [c, bytes] = detail::decode_utf8(rest);
        ASSERT_NE(bytes, 0u) << shown;
        ASSERT_FALSE(detail::is_control_character(c) || detail::is_invisible_character(c)) << shown;
        rest.remove_prefix(bytes);
    }
}

TEST(Displayable, EveryCodePointCanBeHadBackAndShowsNothingHarmful) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c)
        if (const detail::utf8_text text = detail::encode_utf8(c); text.size != 0) expect_harmless(text.view());
}

TEST(Displayable, EveryThreePiecesOfDangerousTextCanBeHadBack) {
    const std::initializer_list<std::string_view> pieces = {"",
                                                            "\\",
                                                            "x",
                                                            "u",
                                                            "{",
                                                            "0a",
                                                            "\0"sv,
                                                            "\n",
                                                            "\x7F",
                                                            "\x80",
                                                            "\xC2",
                                                            "\xE2\x80",
                                                            "\xE2\x80\xAE",
                                                            "\xC2\x85",
                                                            "\xEF\xBB\xBF",
                                                            "\xF3\xA0\x81\x81",
                                                            "\xFF",
                                                            "\u8ba1"};
    for (const std::string_view a : pieces)
        for (const std::string_view b : pieces)
            for (const std::string_view c : pieces) expect_harmless(std::string(a).append(b).append(c));
}

} // namespace
} // namespace cleave::posix
