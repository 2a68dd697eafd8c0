// SPDX-License-Identifier: MIT
#include "conformance/inspect/hex_view.hpp"

#include <cleave/header_message.hpp>

#include <gtest/gtest.h>

#include <string_view>

namespace cleave::inspect {
namespace {

TEST(hex_view, shows_offsets_bytes_and_characters) {
    EXPECT_EQ(hex_view(as_bytes("GET / HTTP/1.1\r\nx"), 0),
              "00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|\n"
              "00000010  78                                                |x|\n");
}

TEST(hex_view, a_line_begins_at_a_multiple_of_16_wherever_the_bytes_begin) {
    EXPECT_EQ(hex_view(as_bytes("abc"), 14),
              "00000000                                             61 62  |              ab|\n"
              "00000010  63                                                |c|\n");
}

TEST(hex_view, marks_stand_below_the_bytes_that_they_mark_on_every_line) {
    EXPECT_EQ(hex_view(as_bytes("abcd"), 14, {15, 17}, {.has_color = false, .indent = 2}),
              "  00000000                                             61 62  |              ab|\n"
              "                                                          ^^\n"
              "  00000010  63 64                                             |cd|\n"
              "            ^^\n");
}

TEST(hex_view, colour_is_for_the_marks_and_only_where_it_is_asked_for) {
    EXPECT_NE(hex_view(as_bytes("a"), 0, {0, 1}, {.has_color = true, .indent = 0}).find("\033[1;31m^^\033[0m"),
              std::string::npos);
    EXPECT_EQ(hex_view(as_bytes("a"), 0, {0, 1}).find('\033'), std::string::npos);
}

TEST(hex_view, an_offset_beyond_32_bits_has_16_digits) {
    EXPECT_TRUE(hex_view(as_bytes("a"), std::uint64_t{1} << 32).starts_with("0000000100000000  61 "));
}

TEST(hex_view, no_bytes_are_no_lines) { EXPECT_EQ(hex_view({}, 5), ""); }

TEST(hex_bytes, stand_in_a_row) { EXPECT_EQ(hex_bytes(as_bytes(std::string_view("\0h\xff", 3))), "00 68 ff"); }

} // namespace
} // namespace cleave::inspect
