// SPDX-License-Identifier: MIT
#include "conformance/runner/json_value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cleave::conformance {
namespace {

bool is_json(const std::string& text) {
    std::string why;
    const bool is_taken = parse_json(text, why).has_value();
    EXPECT_EQ(is_taken, why.empty()) << text;
    return is_taken;
}

TEST(ParseJson, TakesTheNumbersOfTheGrammarAndNoOthers) {
    for (const char* const number : {"0", "-0", "10", "-1.5", "0.0", "1e5", "1E+05", "12e-0", "0.1e7"})
        EXPECT_TRUE(is_json(number)) << number;
    for (const char* const text : {"01", "-01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "1.e1", "1-1", "Infinity"})
        EXPECT_FALSE(is_json(text)) << text;
}

TEST(ParseJson, RefusesWhatIsNotUtf8AndSaysWhere) {
    std::string why;
    EXPECT_FALSE(parse_json("{\"a\":\"b\xff\"}", why));
    EXPECT_NE(why.find("expected UTF-8 at byte 7"), std::string::npos) << why;
    EXPECT_FALSE(is_json("\"\xed\xa0\x80\"")) << "a surrogate";
    EXPECT_TRUE(is_json("\"\xf0\x9f\x98\x80\""));
}

TEST(ParseJson, TakesAByteThatPythonCouldNotDecodeAndNoOtherHalfOfAPair) {
    std::string why;
    const auto value = parse_json(R"("\udcff\ud83d\ude00")", why);
    ASSERT_TRUE(value) << why;
    EXPECT_EQ(value->text, "\xff\xf0\x9f\x98\x80");
    for (const char* const text : {R"("\udc00")", R"("\udfff")", R"("\ud800")", R"("\ud800\u0041")"})
        EXPECT_FALSE(is_json(text)) << text;
}

} // namespace
} // namespace cleave::conformance
