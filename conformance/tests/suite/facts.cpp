// SPDX-License-Identifier: MIT
#include "conformance/runner/facts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cleave::conformance {
namespace {

case_result result(const std::string& id, verdict v, const std::string& message) {
    case_result one;
    one.id = id;
    one.role = "frame_decoder";
    one.result = v;
    one.message = message;
    one.rules = {{"FRAME-LEN-1", "MUST"}};
    return one;
}

TEST(facts, know_a_difference_by_its_kind) {
    EXPECT_EQ(difference_of("expected begin 5, came error frame_too_large at=0"),
              "expected begin, came error frame_too_large");
    EXPECT_EQ(difference_of("expected data \"a, came b\", nothing came"), "expected data, nothing came");
    EXPECT_EQ(difference_of("expected nothing more, came data \"ab\""), "expected nothing more, came data");
    EXPECT_EQ(difference_of("LATE: error frame_too_large at=12"), "LATE: error frame_too_large");
    EXPECT_EQ(difference_of("signal 11 (Segmentation fault)"), "signal N (Segmentation fault)");
}

TEST(facts, are_failures_of_one_cause_the_largest_group_first) {
    run_result run;
    run.cases = {result("a", verdict::fail, "LATE: end"), result("b", verdict::fail, "expected begin 5, nothing came"),
                 result("c", verdict::pass, ""), result("d", verdict::fail, "expected begin 70, nothing came")};
    const auto facts = facts_of(run);
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(facts[0].cases.size(), 2u);
    EXPECT_EQ(facts[0].cause, "frame_decoder: expected begin, nothing came");
}

TEST(facts, put_all_that_only_cuts_show_together) {
    run_result run;
    run.cases = {result("a", verdict::fail, "LATE: end"), result("b", verdict::fail, "expected begin 5, nothing came")};
    for (case_result& one : run.cases) one.is_cut_only = true;
    EXPECT_EQ(facts_of(run).size(), 1u);
}

TEST(facts, name_what_was_not_exercised) {
    run_result run;
    run.cases = {result("a", verdict::pass, ""), result("b", verdict::unsupported, "no varints")};
    run.cases[1].rules = {{"FRAME-VARINT-1", "MUST"}};
    const rule_count count = rules_exercised(run);
    EXPECT_EQ(count.exercised, 1u);
    EXPECT_EQ(count.cited, 2u);
    EXPECT_EQ(count.missed, std::vector<std::string>{"FRAME-VARINT-1"});
    ASSERT_EQ(gaps_of(run).size(), 1u);
    EXPECT_EQ(gaps_of(run)[0].reason, "no varints");
}

TEST(facts, find_the_known_fault_that_fails_alike) {
    const std::vector<known_fault> faults = {{"one", "is one", {"a", "b", "c"}}, {"two", "is two", {"x", "y", "z"}}};
    run_result run;
    run.cases = {result("a", verdict::fail, "m"), result("b", verdict::fail, "m"), result("c", verdict::fail, "m"),
                 result("x", verdict::pass, "")};
    EXPECT_EQ(most_like(run, faults).name, "one");
    EXPECT_EQ(most_like(run, faults).likeness, 1.0);
    run.cases.pop_back();
    run.cases.pop_back(); // two failures say nothing
    EXPECT_EQ(most_like(run, faults).name, "");
}

} // namespace
} // namespace cleave::conformance
