// SPDX-License-Identifier: MIT
#include "conformance/runner/console.hpp"
#include "conformance/runner/report_badge.hpp"
#include "conformance/runner/report_html.hpp"
#include "conformance/runner/report_junit.hpp"
#include "conformance/runner/report_tap.hpp"
#include "conformance/runner/report_text.hpp"
#include "conformance/runner/result.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

/// One case of each verdict, with texts that need care in every format.
report sample() {
    run_result run;
    run.subject = "my <codec> & \"co\"";
    run.seed = 42;
    run.seconds = 1.5;
    run.stale.push_back("gone: listed as failing, but no such case was run");
    const verdict all[] = {verdict::pass,  verdict::nonstrict,  verdict::info,        verdict::fail,
                           verdict::crash, verdict::timeout,    verdict::unsupported, verdict::xfail,
                           verdict::xpass, verdict::suite_error};
    for (const verdict v : all) {
        case_result one;
        one.id = "case-" + std::to_string(run.cases.size());
        one.area = run.cases.size() % 2 == 0 ? "framing" : "json";
        one.about = "What <it> is & does, \xe5\x93\x88.";
        one.role = "frame_decoder";
        one.layout = "python_int";
        one.rules = {{"FRAME-LEN-1", "MUST"}, {"FRAME-VARINT-3", "SHOULD"}};
        one.result = v;
        one.message = v == verdict::pass ? "" : "expected <end> # not \"data x\"\n\x01";
        one.schedules = 100;
        one.deliveries = 300;
        one.proof_feeds = 55;
        one.is_proven = v == verdict::pass;
        one.seconds = 0.25;
        if (v == verdict::fail) {
            example small;
            small.reader = "frame_buffer";
            small.pieces = {"0500", "", "0000" + std::string(80, '6')};
            small.end = "eof";
            small.expected = {{"begin 5", 1, false}, {"end", 3, true}};
            small.came = {{"begin 5", 1, false}, {"data x\"<\"", 2, true}};
            small.rerun = "cleave-conformance --case case-3 --deliveries 2,2";
            small.trace = "trace 1\nid: case-3-smaller\n";
            one.failure = small;
        }
        run.cases.push_back(std::move(one));
    }
    return {"0.1.0", "0123456789ab", {run}};
}

/// What python3 prints when it runs `script` with the text in a file named by its first argument.
std::string python(const std::string& script, const std::string& text) {
    const std::string path = ::testing::TempDir() + "cleave_report";
    std::ofstream(path, std::ios::binary) << text;
    std::ofstream(path + ".py", std::ios::binary) << script;
    std::FILE* const pipe = ::popen(("python3 " + path + ".py " + path + " 2>&1").c_str(), "r");
    std::string out;
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) != 0;) out.append(buffer, got);
    ::pclose(pipe);
    std::remove(path.c_str());
    std::remove((path + ".py").c_str());
    return out;
}

TEST(junit_report, is_xml_with_counts_that_hold) {
    const std::string out = python(R"(
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
suite = root.find("testsuite")
cases = suite.findall("testcase")
print(root.tag, suite.get("name"), suite.get("tests") == str(len(cases)))
for tag in "failure", "error", "skipped":
    counted = {"failure": "failures", "error": "errors"}.get(tag, tag)
    print(tag, sum(case.find(tag) is not None for case in cases), suite.get(counted))
print(len({case.get("name") for case in cases}) == len(cases))
properties = {p.get("name"): p.get("value") for p in suite.find("properties")}
print(properties["seed"], properties["suite-hash"], properties["suite-version"])
print([p.get("value") for p in cases[0].find("properties") if p.get("name") == "req"])
print("--deliveries 2,2" in cases[3].find("failure").text)
)",
                                   junit_report(sample()));
    EXPECT_EQ(out, "testsuites my <codec> & \"co\" True\n"
                   "failure 3 3\nerror 3 3\nskipped 2 2\nTrue\n42 0123456789ab 0.1.0\n"
                   "['FRAME-LEN-1 MUST', 'FRAME-VARINT-3 SHOULD']\nTrue\n");
}

TEST(junit_report, counts_nonstrict_as_a_failure_where_the_run_is_strict) {
    report all = sample();
    all.runs[0].strict = true;
    EXPECT_NE(junit_report(all).find("failures=\"4\""), std::string::npos);
}

TEST(json_report, is_json_that_python_reads) {
    const std::string out = python(R"(
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
run = report["runs"][0]
print(report["suite_hash"], run["subject"], run["seed"], len(run["cases"]), len(run["stale"]))
print(run["totals"]["FAIL"], run["totals"]["must_cases"], run["totals"]["must_cases_run"], run["totals"]["proven_cases"])
print(repr(run["cases"][3]["message"]), run["cases"][3]["example"]["deliveries"][:2])
)",
                                   to_json(sample()));
    EXPECT_EQ(out, "0123456789ab my <codec> & \"co\" 42 10 1\n1 10 9 1\n"
                   "'expected <end> # not \"data x\"\\n\\x01' ['0500', '']\n");
}

TEST(json_report, reads_back_as_it_was) {
    std::string why;
    const std::string text = to_json(sample());
    const auto again = read_report(text, why);
    ASSERT_TRUE(again) << why;
    EXPECT_EQ(to_json(*again), text);
}

TEST(json_report, of_another_kind_is_refused) {
    std::string why;
    EXPECT_FALSE(read_report("{\"runs\": []}", why));
    EXPECT_FALSE(why.empty());
    why.clear();
    EXPECT_FALSE(read_report("{\"runs\": [", why));
    EXPECT_NE(why.find("byte 10"), std::string::npos) << why;
}

TEST(tap_report, has_its_plan_and_one_line_a_case) {
    std::istringstream lines(tap_report(sample()));
    std::string line;
    std::size_t ok = 0, not_ok = 0, skipped = 0, todo = 0;
    std::getline(lines, line);
    EXPECT_EQ(line, "TAP version 13");
    std::getline(lines, line);
    EXPECT_EQ(line, "1..11");
    for (std::size_t number = 1; std::getline(lines, line);) {
        if (line.starts_with("#")) continue;
        const bool is_ok = line.starts_with("ok ");
        ASSERT_TRUE(is_ok || line.starts_with("not ok ")) << line;
        EXPECT_EQ(line.substr(is_ok ? 3 : 7, std::to_string(number).size() + 1), std::to_string(number) + " ") << line;
        ++number;
        ++(is_ok ? ok : not_ok);
        if (line.find(" # SKIP ") != std::string::npos) ++skipped;
        if (line.find(" # TODO ") != std::string::npos) ++todo;
    }
    EXPECT_EQ(ok, 4u);     // pass, nonstrict, info, unsupported
    EXPECT_EQ(not_ok, 7u); // fail, crash, timeout, xfail, xpass, suite error, stale
    EXPECT_EQ(skipped, 1u);
    EXPECT_EQ(todo, 1u);
}

TEST(html_report, is_well_formed_and_needs_nothing_else) {
    const std::string out = python(R"(
import sys
from html.parser import HTMLParser
void = {"meta", "br"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.bad, self.ids, self.links, self.text, self.outside = [], [], set(), set(), "", []
    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in void: self.open.append(tag)
        if "id" in given: self.ids.add(given["id"])
        if tag == "a": self.links.add(given["href"])
        if tag in ("script", "link", "img", "iframe") or "src" in given: self.outside.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.bad.append(tag)
    def handle_data(self, data): self.text += data
page = Page()
source = open(sys.argv[1], encoding="utf-8").read()
page.feed(source)
print(page.open, page.bad, page.outside, "http" in source, "viewport" in source)
print(all(link[1:] in page.ids for link in page.links), len(page.links))
print("my <codec> & \"co\"" in page.text, "delivery 3" in page.text, "0123456789ab" in page.text, "stale" in page.text)
)",
                                   html_report(sample(), suite{}, rule_table{}));
    EXPECT_EQ(out, "[] [] [] False True\nTrue 5\nTrue True True True\n");
}

TEST(html_report, shows_subjects_side_by_side) {
    report all = sample();
    all.runs.push_back(all.runs[0]);
    all.runs[1].subject = "other";
    const std::string page = html_report(all, suite{}, rule_table{});
    EXPECT_NE(page.find("<th>case</th><th class=\"subject\">my &lt;codec&gt; &amp; &quot;co&quot;</th><th "
                        "class=\"subject\">other</th>"),
              std::string::npos);
    EXPECT_NE(page.find("id=\"r1-case-3\""), std::string::npos);
}

TEST(text_report, tells_counts_failures_and_how_to_see_them_again) {
    const std::string text = text_report(sample(), suite{}, {});
    EXPECT_NE(text.find("ran 9 of 10 MUST cases"), std::string::npos) << text;
    EXPECT_NE(text.find("FAIL json/case-3  (frame_buffer)"), std::string::npos) << text;
    EXPECT_NE(text.find("    1  05 00 "), std::string::npos) << text;
    EXPECT_NE(text.find("    2  (no bytes)"), std::string::npos) << text;
    EXPECT_NE(text.find("again: cleave-conformance --case case-3 --deliveries 2,2"), std::string::npos) << text;
    EXPECT_NE(text.find("suite 0.1.0 0123456789ab, seed 42"), std::string::npos) << text;
    EXPECT_EQ(text.find("UNSUPPORTED json"), std::string::npos) << "not a failure";
}

TEST(reports, let_nothing_speak_that_a_program_under_test_says) {
    report all = sample();
    const std::string hostile = "ev\x1b]0;pwn\x07\n::error::x\nok 99 \xc2\x9b \xef\xbf\xbe \xff \xe2\x80\xae \\";
    all.runs[0].subject = hostile;
    all.runs[0].stale.push_back(hostile);
    case_result& failed = all.runs[0].cases[3];
    failed.message = failed.failure->reader = hostile;
    failed.failure->came[0].text = failed.failure->rerun = hostile;
    const std::string texts[] = {text_report(all, suite{}, {.is_verbose = true}), tap_report(all), junit_report(all),
                                 html_report(all, suite{}, rule_table{})};
    for (const std::string& text : texts) {
        EXPECT_EQ(text.find_first_of("\x1b\x07\xff"), std::string::npos) << text;
        for (const std::string bad : {"\n::error", "\nok 99", "\xc2\x9b"})
            EXPECT_EQ(text.find(bad), std::string::npos) << text;
    }
    EXPECT_EQ(python("import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])", texts[2]), "");
    EXPECT_EQ(displayable("a\nb\x1b\\"), "a\nb\\x1b\\");
}

TEST(byte_lines, show_sixteen_bytes_each_and_say_what_is_left_out) {
    const auto lines = byte_lines("00" + std::string(32 * 3, '4'), 2);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].substr(0, 6), "00 44 ");
    EXPECT_EQ(lines[0].substr(lines[0].size() - 16), ".DDDDDDDDDDDDDDD");
    EXPECT_EQ(lines[2], "... 17 more bytes");
}

TEST(merge, puts_shards_together_in_order) {
    report first = sample();
    report second = sample();
    first.runs[0].shard = "1/2";
    second.runs[0].shard = "2/2";
    first.runs[0].cases.resize(5);
    second.runs[0].cases.erase(second.runs[0].cases.begin(), second.runs[0].cases.begin() + 5);
    second.runs[0].stale.clear();
    std::vector<std::string> problems;
    const report all = merge({second, first}, problems);
    EXPECT_TRUE(problems.empty()) << problems[0];
    ASSERT_EQ(all.runs.size(), 1u);
    EXPECT_EQ(tally_of(all.runs[0]).cases(), 10u);
    EXPECT_EQ(all.runs[0].cases[0].id, "case-0");
    EXPECT_EQ(all.runs[0].shard, "");
}

TEST(merge, refuses_what_does_not_belong_together) {
    const auto problems_of = [](report a, report b) {
        std::vector<std::string> problems;
        merge({std::move(a), std::move(b)}, problems);
        return problems.size();
    };
    report one = sample();
    one.runs[0].shard = "1/3";
    report two = sample();
    two.runs[0].shard = "2/3";
    two.runs[0].cases.clear();
    EXPECT_EQ(problems_of(one, two), 1u) << "the third is missing";
    EXPECT_GE(problems_of(one, one), 2u) << "the same shard twice";
    two.suite_hash = "ba9876543210";
    EXPECT_EQ(problems_of(one, two), 2u) << "another suite";
}

TEST(merge, puts_runs_of_different_suites_side_by_side) {
    report one = sample();
    report two = sample();
    two.suite_hash = "ba9876543210";
    two.runs[0].subject = "another";
    std::vector<std::string> problems;
    const report all = merge({one, two}, problems);
    EXPECT_TRUE(problems.empty()) << problems[0];
    ASSERT_EQ(all.runs.size(), 2u);
    EXPECT_EQ(all.runs[0].suite_hash, "");
    EXPECT_EQ(all.runs[1].suite_hash, "ba9876543210");
    EXPECT_NE(html_report(all, suite{}, rule_table{}).find("suite <code>ba9876543210"), std::string::npos);
}

TEST(badge, says_what_failed_or_what_was_run) {
    report all = sample();
    EXPECT_NE(badge(all).find("\"color\":\"red\""), std::string::npos) << badge(all);
    EXPECT_NE(badge(all).find("bad, ran 9 of 10 MUST cases"), std::string::npos) << badge(all);
    all.runs[0].stale.clear();
    for (case_result& one : all.runs[0].cases) one.result = verdict::pass;
    EXPECT_NE(badge(all).find("\"message\":\"ran 10 of 10 MUST cases\",\"color\":\"brightgreen\""), std::string::npos)
        << badge(all);
    for (case_result& one : all.runs[0].cases) one.result = verdict::unsupported;
    EXPECT_NE(badge(all).find("lightgrey"), std::string::npos) << badge(all);
}

TEST(age, is_counted_in_days_and_grey_above_90) {
    EXPECT_EQ(days_between("2026-02-27", "2026-03-01"), 2);
    EXPECT_EQ(days_between("2028-02-27", "2028-03-01"), 3);
    EXPECT_EQ(days_between("<script>", "2026-03-01"), 0);
    EXPECT_EQ(days_between("2026-13-01", "2026-03-01"), 0);
    EXPECT_EQ(age_text("2026-02-28", "2026-03-01"), "2026-02-28, 1 day old");
    EXPECT_FALSE(is_old("2026-01-01", "2026-04-01"));
    EXPECT_TRUE(is_old("2026-01-01", "2026-04-02"));
    report all = sample();
    all.runs[0].date = today();
    EXPECT_EQ(html_report(all, suite{}, rule_table{}).find("card old"), std::string::npos);
    all.runs[0].date = "2020-01-01";
    EXPECT_NE(html_report(all, suite{}, rule_table{}).find("card old"), std::string::npos);
    std::string why;
    const auto again = read_report(to_json(all), why);
    ASSERT_TRUE(again) << why;
    EXPECT_EQ(again->runs[0].date, "2020-01-01");
}

TEST(tally, counts_must_cases_that_were_run) {
    const tally totals = tally_of(sample().runs[0]);
    EXPECT_EQ(totals.cases(), 10u);
    EXPECT_EQ(totals.must, 10u);
    EXPECT_EQ(totals.must_run, 9u);
    EXPECT_EQ(totals[verdict::xpass], 1u);
    EXPECT_EQ(totals.deliveries, 3000u);
}

} // namespace
} // namespace cleave::conformance
