// SPDX-License-Identifier: MIT
#include "conformance/runner/judge.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleave::conformance {
namespace {

/// A case from its header lines and its body.
compiled_trace made(const std::string& lines, const std::string& body) {
    const std::string text =
        "trace 1\nid: a-case\nabout: A case.\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n" + lines + "--\n" +
        body;
    const parsed_trace parsed = parse_trace(text, "a-case.trace");
    EXPECT_FALSE(parsed.error) << (parsed.error ? to_string(*parsed.error) : "");
    const compiled result = compile(parsed.value, named_layouts()[0]);
    EXPECT_FALSE(result.error) << (result.error ? to_string(*result.error) : "");
    return result.value;
}

using shown = std::vector<std::pair<std::size_t, std::string>>; // delivery, text

observation seen(const shown& events) {
    observation all;
    for (const auto& [delivery, text] : events) {
        all.at_delivery(delivery);
        EXPECT_EQ(all.add_text(text), "");
    }
    return all;
}

judgement judged(const compiled_trace& one, const schedule& deliveries, const shown& events,
                 timing when = timing::exact) {
    return judge(one, when)(deliveries, seen(events));
}

const std::string hello = "> frame{\"hello\"}\n= frame \"hello\"\n";

TEST(judge, passes_what_is_as_expected_and_in_time) {
    const auto one = made("", hello);
    EXPECT_EQ(judged(one, {9}, {{0, "begin 5"}, {0, "data x\"68656c6c6f\""}, {0, "end"}}).result, verdict::pass);
    EXPECT_EQ(judged(one, {4, 9}, {{0, "begin 5"}, {1, "data x\"68656c6c6f\""}, {1, "end"}}).result, verdict::pass);
}

TEST(judge, takes_data_in_any_pieces) {
    const auto one = made("", hello);
    const shown events = {{0, "begin 5"}, {0, "data x\"68\""}, {1, "data x\"656c\""}, {1, "data x'6c6f'"}, {1, "end"}};
    EXPECT_EQ(judged(one, {5, 9}, events).result, verdict::pass);
}

TEST(judge, fails_what_comes_too_early) {
    const auto one = made("", hello);
    const judgement found = judged(one, {8, 9}, {{0, "begin 5"}, {1, "data x\"68656c6c6f\""}, {0, "end"}});
    EXPECT_EQ(found.result, verdict::fail);
    EXPECT_EQ(found.message, "EARLY: end");
}

TEST(judge, fails_what_comes_too_late) {
    const auto one = made("", hello);
    const judgement found = judged(one, {4, 9}, {{1, "begin 5"}, {1, "data x\"68656c6c6f\""}, {1, "end"}});
    EXPECT_EQ(found.result, verdict::fail);
    EXPECT_EQ(found.message, "LATE: begin 5");
    EXPECT_EQ(found.expected, 0u);
    EXPECT_EQ(found.shown, 0u);
}

TEST(judge, finds_an_end_late_that_comes_with_an_empty_delivery) {
    const auto one = made("", hello);
    EXPECT_EQ(judged(one, {9, 9}, {{0, "begin 5"}, {0, "data x\"68656c6c6f\""}, {1, "end"}}).message, "LATE: end");
}

TEST(judge, fails_what_is_missing_wrong_or_too_much) {
    const auto one = made("", hello);
    EXPECT_EQ(judged(one, {9}, {{0, "begin 5"}, {0, "data x\"68656c6c6f\""}}).message, "expected end, nothing came");
    EXPECT_EQ(judged(one, {9}, {{0, "begin 6"}}).message, "expected begin 5, came begin 6");
    EXPECT_EQ(judged(one, {9}, {{0, "begin 5"}, {0, "data x\"68656c6c6f\""}, {0, "end"}, {0, "begin 0"}}).message,
              "expected nothing more, came begin 0");
    EXPECT_EQ(judged(one, {9}, {{0, "begin 5"}, {0, "data x\"68656c6c\""}, {0, "end"}}).result, verdict::fail);
}

TEST(judge, compares_an_errors_code_and_offset) {
    const auto one =
        made("limits: payload<=16\n", "> frame{\"a\"}\n= frame \"a\"\n> frame_header(17)\n! frame_too_large at=5\n");
    const shown good = {{0, "begin 1"}, {0, "data x\"61\""}, {0, "end"}};
    const auto with = [&](const std::string& error) {
        shown events = good;
        events.emplace_back(0, error);
        return judged(one, {9}, events).result;
    };
    EXPECT_EQ(with("error frame_too_large at=5"), verdict::pass);
    EXPECT_EQ(with("error frame_too_large at=9"), verdict::fail);
    EXPECT_EQ(with("error negative_length at=5"), verdict::fail);
    EXPECT_EQ(with("error frame_too_large"), verdict::nonstrict);
}

TEST(judge, grades_an_error_without_its_offset_nonstrict_in_every_case) {
    const std::string text = "trace 1\nid: a\nabout: A.\nreq: FRAME-ERROR-3 MUST\nrole: frame_decoder\nrev: 1\n--\n"
                             "> i32le(-1)\n! negative_length at=0\n";
    const compiled one = compile(parse_trace(text, "a.trace").value, named_layouts()[0]);
    EXPECT_EQ(judged(one.value, {4}, {{0, "error negative_length"}}).result, verdict::nonstrict);
    EXPECT_EQ(judged(one.value, {4}, {{0, "error negative_length at=1"}}).result, verdict::fail);
    EXPECT_EQ(judged(one.value, {4}, {{0, "error negative_length at=0"}}).result, verdict::pass);
}

/// A case compiled for a layout of some name.
compiled_trace made_for(const std::string& name, const std::string& lines, const std::string& body) {
    const std::string text =
        "trace 1\nid: a-case\nabout: A.\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n" + lines + "--\n" + body;
    std::string why;
    const compiled result = compile(parse_trace(text, "a-case.trace").value, *parse_layout(name, why));
    EXPECT_FALSE(result.error) << (result.error ? to_string(*result.error) : "");
    return result.value;
}

TEST(judge, tells_a_reader_of_whole_headers_from_one_that_waits_for_the_payload) {
    const auto refused =
        made_for("http2", "limits: payload<=4\n", "> frame_header(5)\n! frame_too_large at=0\n> \"abcde\"\n");
    const declarations nothing;
    declarations header;
    header.reads = "header";
    header.said = {"reads"};
    const schedule cuts = {3, 9, 14};
    const auto with = [&](const declarations* choices, std::size_t delivery) {
        return judge(refused, timing::exact, choices)(cuts, seen({{delivery, "error frame_too_large at=0"}}));
    };
    EXPECT_EQ(with(&nothing, 0).result, verdict::pass);
    EXPECT_EQ(with(&nothing, 1).result, verdict::nonstrict);
    EXPECT_EQ(with(&nothing, 1).choices, std::vector<std::string>{"reads=header"});
    EXPECT_EQ(with(&header, 1).result, verdict::info);
    EXPECT_EQ(with(&header, 2).result, verdict::fail);
    EXPECT_EQ(with(nullptr, 1).result, verdict::fail);
}

TEST(judge, lets_a_varint_be_refused_once_it_is_longer_than_the_limits) {
    const auto one =
        made_for("varint_delimited", "limits: payload<=1000\n", "> x\"80 80 80 80 01\"\n! frame_too_large at=0\n");
    const declarations nothing;
    const auto with = [&](std::size_t delivery, const std::string& text) {
        return judge(one, timing::exact, &nothing)({1, 2, 3, 4, 5}, seen({{delivery, text}})).result;
    };
    EXPECT_EQ(with(0, "error frame_too_large at=0"), verdict::fail); // 7 bits: it may still be within the limit
    EXPECT_EQ(with(1, "error frame_too_large at=0"), verdict::nonstrict);
    EXPECT_EQ(with(1, "error varint_too_long at=0"), verdict::nonstrict);
    EXPECT_EQ(with(4, "error frame_too_large at=0"), verdict::pass);
}

TEST(judge, takes_what_is_declared_for_a_fact) {
    declarations quiet;
    quiet.end = "not_told";
    quiet.errors = "one";
    quiet.after_error = "goes_on";
    quiet.said = {"end", "errors", "after_error"};
    const declarations nothing;
    const auto cut = made("", "> first(2 frame_header(5))\n> eof\n! truncated_prefix at=eof\n");
    EXPECT_EQ(judge(cut, timing::exact, &quiet)({2}, seen({})).result, verdict::info);
    EXPECT_EQ(judge(cut, timing::exact, &nothing)({2}, seen({})).result, verdict::fail);
    const auto bad = made("", "> i32le(-1)\n! negative_length at=0\n");
    EXPECT_EQ(judge(bad, timing::exact, &quiet)({4}, seen({{0, "error frame_too_large at=0"}})).result, verdict::info);
    EXPECT_EQ(judge(bad, timing::exact, &nothing)({4}, seen({{0, "error frame_too_large at=0"}})).result,
              verdict::fail);
    EXPECT_EQ(judge(bad, timing::exact, &nothing)({4}, seen({{0, "error framing at=0"}})).result, verdict::nonstrict);
    EXPECT_EQ(judge(bad, timing::exact, &quiet)({4}, seen({{0, "error negative_length at=0"}, {0, "begin 1"}})).result,
              verdict::info);
}

TEST(judge, grades_the_family_of_an_error_nonstrict) {
    const auto one = made("", "> first(2 frame_header(5))\n> eof\n! truncated_prefix at=eof\n");
    EXPECT_EQ(judged(one, {2}, {{1, "error truncated at=2"}}).result, verdict::nonstrict);
    EXPECT_EQ(judged(one, {2}, {{1, "error json at=2"}}).result, verdict::fail);
    EXPECT_EQ(judged(one, {2}, {{1, "error trunc at=2"}}).result, verdict::fail);
}

TEST(judge, asks_for_an_early_end_with_the_end_of_the_stream) {
    const auto one = made("", "> first(2 frame_header(5))\n> eof\n! truncated_prefix at=eof\n");
    EXPECT_EQ(judged(one, {2}, {{0, "error truncated_prefix at=2"}}).message, "EARLY: error truncated_prefix at=2");
}

TEST(judge, grades_alternatives) {
    const auto one =
        made("", "> frame_header(0)\n= begin 0\nalt ok { = end }\nalt nonstrict { ! varint_not_canonical }\n");
    EXPECT_EQ(judged(one, {4}, {{0, "begin 0"}, {0, "end"}}).result, verdict::pass);
    EXPECT_EQ(judged(one, {4}, {{0, "begin 0"}, {0, "error varint_not_canonical"}}).result, verdict::nonstrict);
    EXPECT_EQ(judged(one, {4}, {{0, "begin 0"}, {0, "excess 0"}}).result, verdict::fail);
    const auto open =
        made("", "> frame_header(0)\n= begin 0\nalt info { = end }\nalt info { ! varint_not_canonical }\n");
    EXPECT_EQ(judged(open, {4}, {{0, "begin 0"}, {0, "end"}}).result, verdict::info);
}

TEST(judge, lets_optional_events_come_or_not) {
    const auto one = made("", "> frame_header(0)\n=? excess 0\n= begin 0\n= end\n");
    EXPECT_EQ(judged(one, {4}, {{0, "begin 0"}, {0, "end"}}).result, verdict::pass);
    EXPECT_EQ(judged(one, {4}, {{0, "excess 0"}, {0, "begin 0"}, {0, "end"}}).result, verdict::pass);
}

TEST(judge, compares_the_attributes_that_are_written_and_leaves_others_free) {
    const std::string text = "trace 1\nid: a\nabout: A.\nreq: HEADER-FIELD-1 MUST\nrole: header_message\nrev: 1\n--\n"
                             "> len32{ {\"file_name\": \"n\", \"file_size\": 0} }\n= header name=\"n\" size=0\n= end\n";
    const compiled one = compile(parse_trace(text, "a.trace").value, named_layouts()[0]);
    const std::size_t size = one.value.bytes.size();
    const auto with = [&](const std::string& header) {
        return judged(one.value, {size}, {{0, header}, {0, "end"}}).result;
    };
    EXPECT_EQ(with("header name=x\"6e\" size=0"), verdict::pass);
    EXPECT_EQ(with("header body=0 size=0 text=x\"7b\" name=x'6E'"), verdict::pass);
    EXPECT_EQ(with("header name=n size=0"), verdict::pass) << "text may also be given as such";
    EXPECT_EQ(with("header name=x\"6f\" size=0"), verdict::fail);
    EXPECT_EQ(with("header name=x\"6e\""), verdict::fail);
}

TEST(judge, knows_how_a_run_ended) {
    const auto one = made("", hello);
    const auto ended = [&](run_end how) {
        observation none;
        none.ended(how, "why");
        return judge(one, timing::exact)({9}, none);
    };
    EXPECT_EQ(ended(run_end::crash).result, verdict::crash);
    EXPECT_EQ(ended(run_end::crash).message, "why");
    EXPECT_EQ(ended(run_end::timeout).result, verdict::timeout);
    EXPECT_EQ(ended(run_end::unsupported).result, verdict::unsupported);
    EXPECT_EQ(ended(run_end::junk).result, verdict::fail);
}

TEST(judge, lets_readers_of_whole_frames_show_all_with_the_last_byte) {
    const auto one = made("", hello);
    const shown at_once = {{1, "begin 5"}, {1, "data x\"68656c6c6f\""}, {1, "end"}};
    EXPECT_EQ(judged(one, {4, 9}, at_once, timing::whole_frames).result, verdict::pass);
    EXPECT_EQ(
        judged(one, {4, 9}, {{0, "begin 5"}, {1, "data x\"68656c6c6f\""}, {1, "end"}}, timing::whole_frames).result,
        verdict::fail);
    const auto cut =
        made("", "> frame_header(5)\n= begin 5\n> \"he\"\n= data \"he\"\n> eof\n! truncated_payload at=eof\n");
    EXPECT_EQ(judged(cut, {6}, {{1, "error truncated_payload at=6"}}, timing::whole_frames).result, verdict::pass);
    EXPECT_EQ(judged(cut, {6}, {{1, "error truncated_payload at=6"}}).result, verdict::fail);
}

TEST(judge, knows_no_deliveries_where_there_is_a_network) {
    const auto one = made("", hello);
    EXPECT_EQ(judged(one, {4, 9}, {{1, "begin 5"}, {1, "data x\"68656c6c6f\""}, {1, "end"}}, timing::any).result,
              verdict::pass);
}

TEST(judge, is_settled_once_all_that_is_due_has_come_or_something_else) {
    const auto one = made("", hello + "> frame{}\n= frame \"\"\n");
    const judge judging(one, timing::any);
    EXPECT_TRUE(judging.is_settled(seen({}), 3, false)) << "nothing is due";
    EXPECT_FALSE(judging.is_settled(seen({{0, "begin 5"}}), 9, false));
    EXPECT_FALSE(judging.is_settled(seen({{0, "begin 5"}, {0, "data x\"6865\""}}), 9, false)) << "not all of it yet";
    EXPECT_TRUE(judging.is_settled(seen({{0, "begin 5"}, {0, "data x\"6866\""}}), 9, false)) << "never";
    EXPECT_TRUE(judging.is_settled(seen({{0, "begin 5"}, {0, "data x\"68656c6c6f\""}, {0, "end"}}), 9, false));
}

TEST(is_bad, tells_what_a_run_fails_for) {
    for (const verdict v : {verdict::fail, verdict::crash, verdict::timeout, verdict::xpass, verdict::suite_error})
        EXPECT_TRUE(is_bad(v, false)) << to_string(v);
    for (const verdict v : {verdict::pass, verdict::info, verdict::unsupported, verdict::xfail, verdict::nonstrict})
        EXPECT_FALSE(is_bad(v, false)) << to_string(v);
    EXPECT_TRUE(is_bad(verdict::nonstrict, true));
}

TEST(observation, says_what_is_wrong_with_an_events_text) {
    observation all;
    EXPECT_NE(all.add_text(""), "");
    EXPECT_NE(all.add_text("data 6865"), "");
    EXPECT_NE(all.add_text("data x\"686\""), "");
    EXPECT_NE(all.add_text("error"), "");
    EXPECT_NE(all.add_text("error json_syntax at=five"), "");
    EXPECT_EQ(all.entries().size(), 0u);
}

TEST(observation, prints_what_it_was_told) {
    for (const char* text : {"begin 5", "end", "data x\"00ff\"", "error frame_too_large at=3", "error json_syntax",
                             "send x\"00\"", "header body=5 name=x\"6e\"", "values 1 -2 x\"61\" true"}) {
        observation all;
        ASSERT_EQ(all.add_text(text), "") << text;
        EXPECT_EQ(all.text(all.entries().at(0)), text);
    }
}

} // namespace
} // namespace cleave::conformance
