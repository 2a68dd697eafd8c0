// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/json.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace cleave::detail {
namespace {

static_assert(json_integer<int>{}.st == status::ok && json_integer<int>{}.value == 0);
static_assert(to_uint64("18446744073709551615").value == UINT64_MAX);
static_assert(to_int64("-9223372036854775808").value == INT64_MIN);

TEST(ToUint64, IsExactAtItsBounds) {
    EXPECT_EQ(to_uint64("0").value, 0u);
    EXPECT_EQ(to_uint64("0").st, status::ok);
    EXPECT_EQ(to_uint64("9223372036854775807").value, 9223372036854775807u);
    EXPECT_EQ(to_uint64("9223372036854775808").value, 9223372036854775808u);
    EXPECT_EQ(to_uint64("18446744073709551615").value, 18446744073709551615u);
    EXPECT_EQ(to_uint64("18446744073709551615").st, status::ok);
    for (const char* beyond : {"18446744073709551616", "18446744073709551620", "20000000000000000000",
                               "99999999999999999999", "100000000000000000000", "184467440737095516150"})
        EXPECT_EQ(to_uint64(beyond).st, status::value_out_of_range) << beyond;
}

TEST(ToUint64, RefusesNumbersOf30And82Digits) {
    std::string digits82;
    for (int i = 0; i < 8; ++i) digits82 += "1234567890";
    digits82 += "12";
    EXPECT_EQ(to_uint64("435413543654364364546546544445").st, status::value_out_of_range);
    EXPECT_EQ(to_uint64(digits82).st, status::value_out_of_range);
    EXPECT_EQ(to_int64("-" + digits82).st, status::value_out_of_range);
}

TEST(ToUint64, IsExactForEveryNumberOfDigits) {
    std::uint64_t expected = 0;
    std::string text;
    for (unsigned digit = 1; digit <= 19; ++digit) {
        text += static_cast<char>('0' + digit % 10);
        expected = expected * 10 + digit % 10;
        const json_integer<std::uint64_t> result = to_uint64(exact_text(text));
        EXPECT_EQ(result.st, status::ok) << text;
        EXPECT_EQ(result.value, expected) << text;
    }
}

TEST(ToUint64, RefusesNegativeNumbersAndMinusZero) {
    for (const char* negative : {"-0", "-1", "-9223372036854775808", "-435413543654364364546546544445"})
        EXPECT_EQ(to_uint64(negative).st, status::value_out_of_range) << negative;
}

TEST(ToUint64, TellsNumbersThatAreNoIntegersApart) {
    for (const char* other : {"1.0", "1e2", "1E2", "-1.5", "0.0", "-0.0", "1e400", "12345678.", "1234567e1",
                              "435413543654364364546546544445.0", "", "-", "--1", "+1", " 1", "1 ", "x"}) {
        EXPECT_EQ(to_uint64(other).st, status::value_wrong_type) << other;
        EXPECT_EQ(to_int64(other).st, status::value_wrong_type) << other;
    }
}

TEST(ToUint64, RefusesAnyByteThatIsNoDigitAtAnyPlace) {
    for (std::size_t size = 1; size <= 20; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                if ((byte >= '0' && byte <= '9') || (byte == '-' && place == 0 && size > 1)) continue;
                std::string text(size, '1');
                text[place] = static_cast<char>(byte);
                ASSERT_EQ(to_uint64(text).st, status::value_wrong_type) << size << ' ' << place << ' ' << byte;
            }
        }
    }
}

TEST(ToInt64, IsExactAtItsBounds) {
    EXPECT_EQ(to_int64("9223372036854775807").value, INT64_MAX);
    EXPECT_EQ(to_int64("-9223372036854775808").value, INT64_MIN);
    EXPECT_EQ(to_int64("-9223372036854775808").st, status::ok);
    EXPECT_EQ(to_int64("-9223372036854775807").value, INT64_MIN + 1);
    EXPECT_EQ(to_int64("-0").st, status::ok);
    EXPECT_EQ(to_int64("-0").value, 0);
    EXPECT_EQ(to_int64("9223372036854775808").st, status::value_out_of_range);
    EXPECT_EQ(to_int64("-9223372036854775809").st, status::value_out_of_range);
    EXPECT_EQ(to_int64("-18446744073709551616").st, status::value_out_of_range);
}

} // namespace
} // namespace cleave::detail
