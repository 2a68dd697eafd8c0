// SPDX-License-Identifier: MIT
#include "conformance/runner/json_value.hpp"
#include "conformance/runner/options.hpp"
#include "conformance/runner/suite.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

std::optional<options> parsed(std::vector<const char*> words, std::string& why) {
    words.insert(words.begin(), "cleave-conformance");
    return parse_options(static_cast<int>(words.size()), words.data(), why);
}

options good(std::vector<const char*> words) {
    std::string why;
    const auto given = parsed(std::move(words), why);
    EXPECT_TRUE(given) << why;
    return given.value_or(options{});
}

std::string fault(std::vector<const char*> words) {
    std::string why;
    EXPECT_FALSE(parsed(std::move(words), why));
    return why;
}

TEST(parse_options, takes_values_behind_a_blank_or_an_equals_sign) {
    EXPECT_EQ(good({"--seed", "7"}).seed, 7u);
    EXPECT_EQ(good({"--seed=7"}).seed, 7u);
    EXPECT_EQ(good({"--case", "a*", "--case=b"}).cases, (std::vector<std::string>{"a*", "b"}));
}

TEST(parse_options, keeps_what_a_rerun_needs) {
    EXPECT_EQ(good({"--testee", "python3 my testee.py", "--seed", "3"}).rerun,
              "cleave-conformance --testee 'python3 my testee.py'");
    EXPECT_EQ(good({"--testee", "it's"}).rerun, "cleave-conformance --testee 'it'\\''s'");
}

TEST(parse_options, counts_shards_from_one_and_googletests_from_zero) {
    const options one = good({"--shard", "2/3"});
    EXPECT_EQ(one.shard, 1u);
    EXPECT_EQ(one.shards, 3u);
    ::setenv("GTEST_TOTAL_SHARDS", "4", 1);
    ::setenv("GTEST_SHARD_INDEX", "3", 1);
    const options other = good({});
    ::unsetenv("GTEST_TOTAL_SHARDS");
    ::unsetenv("GTEST_SHARD_INDEX");
    EXPECT_EQ(other.shard, 3u);
    EXPECT_EQ(other.shards, 4u);
}

TEST(parse_options, says_what_was_expected) {
    EXPECT_NE(fault({"--bogus"}).find("--bogus"), std::string::npos);
    EXPECT_NE(fault({"--seed"}).find("--seed"), std::string::npos);
    EXPECT_NE(fault({"--seed", "many"}).find("many"), std::string::npos);
    EXPECT_NE(fault({"--shard", "4/3"}).find("4/3"), std::string::npos);
    EXPECT_NE(fault({"--shard", "0/3"}).find("0/3"), std::string::npos);
    EXPECT_NE(fault({"--timeout", "-1"}).find("-1"), std::string::npos);
    EXPECT_NE(fault({"--layout", "width=9"}).find("layout"), std::string::npos);
    EXPECT_NE(fault({"--deliveries", "halves"}).find("halves"), std::string::npos);
    EXPECT_NE(fault({"--server", "x:1", "--client", "y"}).find("one of"), std::string::npos);
    EXPECT_NE(fault({"--server", "x:1"}).find("--system"), std::string::npos);
    EXPECT_NE(fault({"--update-list"}).find("--known-failures"), std::string::npos);
    EXPECT_NE(fault({"--merge"}).find("reports"), std::string::npos);
}

TEST(parse_options, takes_layouts_by_name_by_parts_and_all_of_them) {
    EXPECT_EQ(good({}).layouts.at(0).name, "python_int");
    EXPECT_EQ(good({"--layout", "http2"}).layouts.at(0).prefix.gap, 6);
    EXPECT_EQ(good({"--layout", "width=2,order=little"}).layouts.at(0).prefix.width, 2);
    EXPECT_EQ(good({"--layout", "all"}).layouts, named_layouts());
}

TEST(parse_options, takes_many_reports_to_merge) {
    const options given = good({"--merge", "a.json", "b.json", "--report-html", "out.html"});
    EXPECT_EQ(given.merged, (std::vector<std::string>{"a.json", "b.json"}));
    EXPECT_EQ(given.report_html, "out.html");
}

TEST(usage, names_every_option) {
    for (const char* name :
         {"--testee",         "--server",      "--client",  "--system",      "--dialect",     "--store",
          "--case",           "--layout",      "--list",    "--show",        "--rules",       "--shard",
          "--traces",         "--deliveries",  "--seed",    "--jobs",        "--timeout",     "--strict",
          "--known-failures", "--update-list", "--min-run", "--write-trace", "--report-json", "--report-junit",
          "--report-tap",     "--report-html", "--merge",   "--quiet",       "--verbose",     "--help",
          "--version"})
        EXPECT_NE(usage().find(name), std::string_view::npos) << name;
}

TEST(matches_glob, knows_stars_and_question_marks) {
    EXPECT_TRUE(matches_glob("frame-*", "frame-one"));
    EXPECT_TRUE(matches_glob("*", ""));
    EXPECT_TRUE(matches_glob("a?c", "abc"));
    EXPECT_TRUE(matches_glob("*@http2", "one@http2"));
    EXPECT_FALSE(matches_glob("a?c", "ac"));
    EXPECT_FALSE(matches_glob("frame", "frame-one"));
}

TEST(parse_json, reads_what_json_is) {
    std::string why;
    const auto value =
        parse_json(R"( {"a": [1, -2.5e3, "x\n\ud83d\ude00"], "b": true, "c": null, "n": 18446744073709551615} )", why);
    ASSERT_TRUE(value) << why;
    EXPECT_EQ(value->array("a").at(1).text, "-2.5e3");
    EXPECT_EQ(value->array("a").at(2).text, "x\n\xf0\x9f\x98\x80");
    EXPECT_TRUE(value->boolean("b"));
    EXPECT_EQ(value->natural("n"), 18446744073709551615u);
    EXPECT_EQ(value->find("d"), nullptr);
}

TEST(parse_json, says_where_a_text_is_no_json) {
    for (const char* text :
         {"", "{", "[1,]", "{\"a\" 1}", "\"a", "nul", "01x", "[1] 2", "\"\\q\"", "\"\\ud800\"", "-"}) {
        std::string why;
        EXPECT_FALSE(parse_json(text, why)) << text;
        EXPECT_NE(why.find("expected"), std::string::npos) << text;
    }
    std::string why;
    EXPECT_FALSE(parse_json(std::string(200, '['), why)) << "too deep";
}

} // namespace
} // namespace cleave::conformance
