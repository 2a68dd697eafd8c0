// SPDX-License-Identifier: MIT
#include "conformance/runner/trace_family.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace cleave::conformance {
namespace {

const std::string head = "trace 1\nid: a\nabout: A.\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n";

std::vector<compiled_trace> members(const std::string& lines, const std::string& body) {
    const trace_family family = expand(head + lines + "--\n" + body, "a.trace");
    EXPECT_FALSE(family.error) << (family.error ? to_string(*family.error) : "");
    std::vector<compiled_trace> all;
    for (const std::string& text : family.members) {
        const parsed_trace parsed = parse_trace(text, "a.trace");
        EXPECT_FALSE(parsed.error) << (parsed.error ? to_string(*parsed.error) : "");
        const compiled made = compile(parsed.value, named_layouts()[0]);
        EXPECT_FALSE(made.error) << (made.error ? to_string(*made.error) : "");
        all.push_back(made.value);
    }
    return all;
}

TEST(trace_family, has_a_case_for_each_value) {
    const auto all = members("each n: powers(3 4) edges(1 3) 7\n", "> rep($n \"x\")\n");
    ASSERT_EQ(all.size(), 9u); // 7 8 9 15 16 17, 1 2 3; 7 again is the same
    EXPECT_EQ(all[0].source.id, "a-7");
    EXPECT_EQ(all[0].bytes, "xxxxxxx");
    EXPECT_EQ(all[8].bytes, "xxx");
}

TEST(trace_family, takes_rows_conditions_and_hexadecimal) {
    const auto all = members("each c ok: 10 yes; 0xff 'no'\n", "[ok=yes] > \"${c:04x}\"\n[ok!=yes] > u8($c)\n");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].bytes, "000a");
    EXPECT_EQ(all[1].bytes, "\xff");
}

TEST(trace_family, says_what_is_wrong) {
    const auto fault = [](const std::string& line) {
        const trace_family family = expand(head + line + "\n--\n", "a.trace");
        return family.error ? to_string(*family.error) : "";
    };
    EXPECT_EQ(fault("each n: powers(9 3)"),
              "a.trace:7:1: expected powers(A B), edges(A B) or beyond(A B), found powers(9 3)");
    EXPECT_EQ(fault("each n m: 1 2; 3"), "a.trace:7:1: expected a value for each name in every row, found 1");
    EXPECT_EQ(fault("combine: some"), "a.trace:7:1: expected 'combine: pairs' or 'combine: all'");
    EXPECT_EQ(fault("each n: 1"), "");
}

TEST(trace_family, repeats_lines_and_counts) {
    const auto all = members("", "repeat 3 {\n> frame{u8(i)}\n= frame u8(i)\n}\n> count(3 dec(i) \",\") utf8(0xe9)\n");
    ASSERT_EQ(all.size(), 1u);
    constexpr std::string_view wanted("\1\0\0\0\0\1\0\0\0\1\1\0\0\0\2"
                                      "0,1,2,\xc3\xa9",
                                      23);
    EXPECT_EQ(all[0].bytes, wanted);
    EXPECT_EQ(all[0].outcomes[0].expected.size(), 9u);
}

TEST(trace_family, pairs_meet_in_fewer_rows) {
    const std::vector<std::size_t> sizes = {5, 4, 3, 3};
    const auto rows = pairwise_rows(sizes);
    EXPECT_LT(rows.size(), 30u); // of 180
    for (std::size_t f = 0; f < sizes.size(); ++f)
        for (std::size_t g = f + 1; g < sizes.size(); ++g) {
            std::set<std::pair<std::size_t, std::size_t>> met;
            for (const auto& row : rows) met.insert({row[f], row[g]});
            EXPECT_EQ(met.size(), sizes[f] * sizes[g]) << f << " and " << g;
        }
}

} // namespace
} // namespace cleave::conformance
