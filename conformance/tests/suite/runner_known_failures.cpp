// SPDX-License-Identifier: MIT
#include "conformance/runner/known_failures.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cleave::conformance {
namespace {

case_result result(const std::string& id, verdict v, const std::string& message = "") {
    case_result one;
    one.id = id;
    one.result = v;
    one.message = message;
    return one;
}

run_result run_of(std::vector<case_result> cases) {
    run_result run;
    run.cases = std::move(cases);
    return run;
}

failure_list list_of(const std::string& text) {
    std::string why;
    const auto list = parse_failure_list(text, why);
    EXPECT_TRUE(list) << why;
    return list.value_or(failure_list{});
}

TEST(known_failures, turn_a_failure_with_its_message_into_xfail) {
    run_result run = run_of({result("a", verdict::fail, "LATE: end"), result("b", verdict::pass)});
    apply(list_of("a # FAIL LATE: end\n"), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::xfail);
    EXPECT_EQ(run.cases[1].result, verdict::pass);
    EXPECT_TRUE(run.stale.empty());
}

TEST(known_failures, do_not_excuse_another_message) {
    run_result run = run_of({result("a", verdict::fail, "EARLY: end")});
    apply(list_of("a # FAIL LATE: end\n"), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::fail);
    EXPECT_NE(run.cases[0].message.find("LATE: end"), std::string::npos);
}

TEST(known_failures, do_not_excuse_a_crash_for_a_failure) {
    run_result run = run_of({result("a", verdict::crash, "LATE: end")});
    apply(list_of("a # FAIL LATE: end\n"), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::crash);
}

TEST(known_failures, that_pass_are_xpass) {
    run_result run = run_of({result("a", verdict::pass), result("b", verdict::nonstrict)});
    apply(list_of("a # FAIL x\nb # FAIL y\n"), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::xpass);
    EXPECT_EQ(run.cases[1].result, verdict::xpass);
}

TEST(known_failures, of_cases_that_are_not_there_are_stale_in_a_whole_run_only) {
    run_result run = run_of({result("a", verdict::pass)});
    apply(list_of("gone # FAIL x\n"), run, false);
    EXPECT_TRUE(run.stale.empty());
    apply(list_of("gone # FAIL x\n"), run, true);
    EXPECT_EQ(run.stale.size(), 1u);
}

TEST(known_failures, of_cases_that_are_unsupported_are_stale) {
    run_result run = run_of({result("a", verdict::unsupported, "no such role")});
    apply(list_of("a # FAIL x\n"), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::unsupported);
    EXPECT_EQ(run.stale.size(), 1u);
}

TEST(known_failures, list_what_failed_so_that_the_same_run_is_good) {
    run_result run = run_of({result("b", verdict::timeout, "it fell silent"), result("ok", verdict::pass),
                             result("a@http2", verdict::fail, "expected end, came # something")});
    const std::string list = failure_list_of(run);
    EXPECT_EQ(list, "a@http2 # FAIL expected end, came # something\nb # TIMEOUT it fell silent\n");
    apply(list_of(list), run, true);
    EXPECT_EQ(run.cases[0].result, verdict::xfail);
    EXPECT_EQ(run.cases[2].result, verdict::xfail);
}

TEST(known_failures, name_one_case_each) {
    std::string why;
    EXPECT_FALSE(parse_failure_list("frame-* # FAIL x\n", why));
    EXPECT_NE(why.find("line 1"), std::string::npos);
    EXPECT_FALSE(parse_failure_list("# comment\na\n", why));
    EXPECT_NE(why.find("line 2"), std::string::npos);
    EXPECT_FALSE(parse_failure_list("a # FAIL x\na # FAIL y\n", why));
}

} // namespace
} // namespace cleave::conformance
