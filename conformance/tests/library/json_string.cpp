// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/detail/json_string.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cleave::detail {
namespace {

using namespace std::string_view_literals;

static_assert(json_run{}.st == status::ok && json_run{}.at == nullptr);
static_assert(checked_json_string{}.st == status::ok && checked_json_string{}.at == nullptr);
static_assert(!checked_json_string{}.escaped);
static_assert(json_code_unit{}.st == status::ok && json_code_unit{}.value == 0);

// From behind the opening quote on.
checked_json_string checked(const exact_text& text, bool surrogate_escape = false) {
    return check_json_string(json_text(text), text.view().data(), surrogate_escape);
}

TEST(CheckJsonString, FindsTheClosingQuoteAndWhetherThereWasAnEscape) {
    for (const auto& [written, has_escape] :
         {std::pair(""sv, false), {"ab", false}, {"caf\xc3\xa9", false}, {R"(caf\u00e9)", true}, {R"(\")", true}}) {
        const exact_text text(std::string(written) + "\", \"behind\"");
        const checked_json_string result = checked(text);
        EXPECT_EQ(result.st, status::ok) << written;
        EXPECT_EQ(result.at, text.view().data() + written.size()) << written;
        EXPECT_EQ(result.escaped, has_escape) << written;
    }
}

TEST(CheckJsonString, SaysWhatIsWrongAndWhere) {
    struct {
        std::string_view written;
        status st;
        std::size_t at;
    } const cases[] = {
        {"abc", status::json_truncated, 3},
        {"a\n\"", status::json_control_character, 1},
        {R"(ab\q")", status::json_invalid_escape, 2},
        {R"(ab\u12x4")", status::json_invalid_escape, 2},
        {R"(ab\u12)", status::json_truncated, 6},
        {R"(\ud800")", status::json_lone_surrogate, 0},
        {R"(\udc80")", status::json_lone_surrogate, 0},
        {"a\xff\"", status::json_invalid_utf8, 1},
        {"a\xe5\x93", status::json_truncated, 3},
    };
    for (const auto& c : cases) {
        const exact_text text(c.written);
        const checked_json_string result = checked(text);
        EXPECT_EQ(result.st, c.st) << c.written;
        EXPECT_EQ(result.at - text.view().data(), static_cast<std::ptrdiff_t>(c.at)) << c.written;
    }
    EXPECT_EQ(checked(exact_text(R"(\udc80")"), true).st, status::ok);
}

TEST(HexDigitValue, IsThatOfTheDigitOfEitherCaseOrMinusOne) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::size_t at =
            byte == 0 ? std::string_view::npos : "0123456789abcdefABCDEF"sv.find(static_cast<char>(byte));
        const int expected = at == std::string_view::npos ? -1 : static_cast<int>(at < 16 ? at : at - 6);
        EXPECT_EQ(hex_digit_value(static_cast<char>(byte)), expected) << byte;
    }
}

TEST(JsonStringBytes, GivesEachByteAndThenMinusOneForEver) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", ""},
        {"ab", "ab"},
        {R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
        {R"(\u0000\u007f\u0080\u07ff\u0800)", "\0\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80"sv},
        {R"(\ud7ff\ue000\uffff)", "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"},
        {R"(\ud800\udc00\ud83d\ude00\udbff\udfff)", "\xf0\x90\x80\x80\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"},
        {R"(\udc80\udcff)", "\x80\xff"},
        {R"(x\u00e9y\u54c8z)", "x\xc3\xa9y\xe5\x93\x88z"},
    };
    for (const auto& [written, expected] : cases) {
        const exact_text text(std::string(written) + '"');
        json_string_bytes bytes(std::string_view(text).data());
        for (const char c : expected) ASSERT_EQ(bytes.next(), static_cast<unsigned char>(c)) << written;
        for (int i = 0; i < 3; ++i) EXPECT_EQ(bytes.next(), -1) << written;
    }
}

TEST(DecodeJsonString, SaysMoreThanTheRoomWhereItDoesNotFit) {
    const exact_text text(R"(caf\u00e9")");
    std::array<char, 5> room{};
    EXPECT_EQ(decode_json_string(room.data(), 5, text.view().data()), 5u);
    EXPECT_EQ(std::string_view(room.data(), 5), "caf\xc3\xa9");
    EXPECT_GT(decode_json_string(room.data(), 4, text.view().data()), 4u);
    EXPECT_GT(decode_json_string(room.data(), 0, text.view().data()), 0u);
}

TEST(SameJsonString, ComparesWhatTheySayNotHowTheySayIt) {
    const exact_text plain("a\""), escaped(R"(\u0061")"), longer("ab\""), other("b\""), empty("\"");
    EXPECT_TRUE(same_json_string(plain.view().data(), escaped.view().data()));
    EXPECT_TRUE(same_json_string(empty.view().data(), empty.view().data()));
    for (const exact_text* different : {&longer, &other, &empty}) {
        EXPECT_FALSE(same_json_string(plain.view().data(), different->view().data()));
        EXPECT_FALSE(same_json_string(different->view().data(), plain.view().data()));
    }
}

} // namespace
} // namespace cleave::detail
