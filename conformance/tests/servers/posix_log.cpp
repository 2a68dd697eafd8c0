// SPDX-License-Identifier: MIT
#include "reference-impls/posix/log.hpp"

#include <gtest/gtest.h>

namespace cleave::posix {
namespace {

TEST(LogText, JoinsTextsNumbersAndAddresses) {
    address at;
    ASSERT_EQ(address::parse("[::1]:80", at), "");
    const std::string name = "a.txt";
    EXPECT_EQ(log_text("refused ", at, ": '", name, "', ", 42, " of ", std::uint64_t{43}),
              "refused [::1]:80: 'a.txt', 42 of 43");
}

TEST(LogText, EscapesWhateverCouldBreakTheLineOrObeyATerminal) {
    EXPECT_EQ(log_text("a\nroot logged in"), "a\\x0aroot logged in");
    EXPECT_EQ(log_text("\x1b[2J\r\x7f"), "\\x1b[2J\\x0d\\x7f");
    EXPECT_EQ(log_text("\xff"), "\\xff");
    EXPECT_EQ(log_text("back\\slash"), "back\\\\slash");
    EXPECT_EQ(log_text(std::string_view("n\0l", 3)), "n\\x00l");
    EXPECT_EQ(log_text("计算机五大.txt"), "计算机五大.txt");
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = log_text("a", std::string(1, static_cast<char>(byte)), "b");
        for (const char c : text) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << byte;
    }
}

TEST(LogLine, IsOneLineWithTheTimeInFront) {
    errno = 7;
    testing::internal::CaptureStderr();
    log_line("two\nlines");
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(errno, 7);
    ASSERT_EQ(text.size(), 21u + 12u + 1u);
    EXPECT_EQ(text.substr(21), "two\\x0alines\n");
    EXPECT_EQ(text[10], 'T');
    EXPECT_EQ(text.substr(19, 2), "Z ");
}

} // namespace
} // namespace cleave::posix
