// SPDX-License-Identifier: MIT
#include "cleave/format_plan.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace cleave;

template <std::size_t Capacity>
std::vector<detail::format_run> runs_of(const format_plan<Capacity>& plan) {
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
    EXPECT_EQ(format_plan<2>("ih").info().st, status::ok);
    EXPECT_EQ(format_plan<2>("ihb").info().st, status::need_output);
    EXPECT_EQ(format_plan<2>("i$").info().st, status::format_bad_char);
    EXPECT_EQ(format_plan<0>("").info().st, status::ok);
}

TEST(FormatPlan, KeepsNothingOfTheText) {
    std::string text = "<iq";
    const format_plan<4> plan(text);
    text.assign(3, '$');
    EXPECT_EQ(runs_of(plan).at(1).code, 'q');
}

} // namespace
