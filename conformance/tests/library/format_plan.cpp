// SPDX-License-Identifier: MIT
#include "cleave/format_plan.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace {

using namespace cleave;

template <std::size_t Capacity>
std::vector<format_run> runs_of(const format_plan<Capacity>& plan) {
    return {plan.begin(), plan.end()};
}

TEST(FormatPlan, JoinsRunsThatContinueOneAnother) {
    const auto runs = runs_of(format_plan<8>("@hh2hi3si2s2p"));
    ASSERT_EQ(runs.size(), 6u);
    EXPECT_EQ(runs[0].count, 4u);
    EXPECT_EQ(runs[0].values, 4u);
    EXPECT_EQ(runs[3].code, 'i');
    EXPECT_EQ(runs[3].offset, 16u) << "an item behind a gap does not continue";
    EXPECT_EQ(format_plan<8>("hh2h").info().values, 4u);
    EXPECT_EQ(runs_of(format_plan<8>("2s2s")).size(), 2u) << "each is a value";
    EXPECT_EQ(runs_of(format_plan<8>("2p3p")).size(), 2u);
    EXPECT_EQ(runs_of(format_plan<8>("@b0hbb")).size(), 3u);
    EXPECT_EQ(runs_of(format_plan<8>("@3x0hxx")).back().bytes(), 2u);
}

TEST(FormatPlan, FullPlan_SaysNeedOutput) {
    EXPECT_EQ(format_plan<2>("ih").info().code, status::ok);
    EXPECT_EQ(format_plan<2>("ihb").info().code, status::need_output);
    EXPECT_EQ(format_plan<2>("i$").info().code, status::format_bad_char);
    EXPECT_EQ(format_plan<0>("").info().code, status::ok);
}

// Every other way is longer and gives the same, so only the layout tells which one is taken.
TEST(FormatPlan, KnowsOfWhichFormatsTheStepsDoAllOrSome) {
    constexpr std::size_t none = SIZE_MAX;
    struct plan_case {
        const char* format;
        std::size_t count, words, size;
        bool has_others;
        std::size_t packed, unpacked;
    };
    for (const plan_case& c : std::initializer_list<plan_case>{
             {"<bhiqd", 5, 5, 23, false, 5, 5},
             {">BHIdb", 5, 4, 16, false, 5, 5},
             {"<bq", 2, 2, 9, false, 2, 2}, // just 8 bytes from the last on
             {"<qb", 2, 1, 9, false, 2, 2},
             {"<bb", 2, 0, 2, false, 2, 2},
             {"<Hx", 1, 0, 3, false, none, 1}, // padding is to be written, and not to be read
             {"<Qh", 2, 1, 10, true, none, none},
             {"<hf", 2, 0, 6, true, none, none},
             {"<he", 2, 0, 4, true, none, none},
             {"<h?", 2, 0, 3, true, none, none},
             {"<h2s", 2, 0, 4, true, none, none},
             {"<4h", 4, 1, 8, false, 4, 4},
             {"<0Qh", 1, 0, 2, false, 1, 1},
             {"<2x", 0, 0, 2, false, none, none},
             {"<8b", 8, 1, 8, false, 8, 8},
             {"<9b", 0, 0, 0, false, none, none}, // more values than the plan has room for
         }) {
        const format_plan<8> plan(c.format);
        const step_layout& layout = plan.layout();
        EXPECT_EQ(layout.count, c.count) << c.format;
        EXPECT_EQ(layout.words, c.words) << c.format;
        EXPECT_EQ(layout.size, c.size) << c.format;
        EXPECT_EQ(layout.has_others, c.has_others) << c.format;
        EXPECT_EQ(layout.packed, c.packed) << c.format;
        EXPECT_EQ(layout.unpacked, c.unpacked) << c.format;
    }
}

TEST(FormatPlan, KeepsNothingOfTheText) {
    std::string text = "<iq";
    const format_plan<4> plan(text);
    text.assign(3, '$');
    EXPECT_EQ(runs_of(plan).at(1).code, 'q');
}

} // namespace
