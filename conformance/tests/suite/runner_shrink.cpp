// SPDX-License-Identifier: MIT
#include "conformance/runner/shrink.hpp"

#include "conformance/runner/trace_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

compiled_trace made(const std::string& body, const std::string& lines = "") {
    const std::string text =
        "trace 1\nid: a-case\nabout: A case.\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n" + lines + "--\n" +
        body;
    const compiled result = compile(parse_trace(text, "a-case.trace").value, named_layouts()[0]);
    EXPECT_FALSE(result.error) << (result.error ? to_string(*result.error) : "");
    return result.value;
}

bool cuts(const schedule& deliveries, std::size_t at) {
    return std::count(deliveries.begin(), deliveries.end(), at) != 0;
}

schedule every_byte(std::size_t size) {
    schedule all;
    for (std::size_t at = 1; at <= size; ++at) all.push_back(at);
    return all;
}

const std::string three = "> frame{\"one\"}\n= frame \"one\"\n> frame{\"two\"}\n= frame \"two\"\n> frame{\"three\"}\n"
                          "= frame \"three\"\n";

TEST(shrink, finds_that_no_cut_is_needed) {
    const auto one = made(three);
    const smallest found = shrink(one, every_byte(one.bytes.size()),
                                  [&](const compiled_trace& c, const schedule&) { return c.bytes == one.bytes; });
    EXPECT_EQ(to_string(found.whole), "whole");
    EXPECT_FALSE(found.is_shortened);
}

TEST(shrink, finds_the_one_cut_that_is_needed) {
    const auto one = made(three);
    const smallest found = shrink(one, every_byte(one.bytes.size()), [&](const compiled_trace& c, const schedule& s) {
        return c.bytes == one.bytes && cuts(s, 9);
    });
    EXPECT_EQ(to_string(found.whole), "9");
}

TEST(shrink, finds_a_single_cut_that_the_failing_delivery_did_not_have) {
    const auto one = made(three);
    const smallest found = shrink(one, {3, 5, one.bytes.size()}, [&](const compiled_trace& c, const schedule& s) {
        return c.bytes == one.bytes && ((cuts(s, 3) && cuts(s, 5)) || cuts(s, 12));
    });
    EXPECT_EQ(to_string(found.whole), "12");
}

TEST(shrink, keeps_cuts_that_are_needed_together) {
    const auto one = made(three);
    const smallest found = shrink(one, every_byte(one.bytes.size()), [&](const compiled_trace& c, const schedule& s) {
        return c.bytes == one.bytes && cuts(s, 2) && cuts(s, 8) && cuts(s, 17);
    });
    EXPECT_EQ(to_string(found.whole), "2,8,17");
}

TEST(shrink, keeps_an_empty_delivery_that_is_needed) {
    const auto one = made(three);
    const auto has_empty = [](const schedule& s) {
        return (!s.empty() && s[0] == 0) || std::adjacent_find(s.begin(), s.end()) != s.end();
    };
    const smallest found =
        shrink(one, {0, 3, 3, 9, one.bytes.size(), one.bytes.size()},
               [&](const compiled_trace& c, const schedule& s) { return c.bytes == one.bytes && has_empty(s); });
    EXPECT_EQ(found.whole.size(), 2u);
    EXPECT_TRUE(has_empty(found.whole));
}

TEST(shrink, leaves_out_messages_in_front_and_behind) {
    const auto one = made(three);
    const auto has_two = [](const compiled_trace& c, const schedule&) {
        return c.bytes.find("two") != std::string::npos && !c.outcomes[0].expected.empty();
    };
    const smallest found = shrink(one, every_byte(one.bytes.size()), has_two);
    EXPECT_TRUE(found.is_shortened);
    EXPECT_EQ(found.one.bytes, std::string("\3\0\0\0two", 7));
    EXPECT_EQ(found.one.outcomes[0].expected.size(), 3u);
    EXPECT_EQ(found.deliveries, (schedule{7}));
}

TEST(shrink, leaves_messages_of_their_own_as_they_are) {
    compiled_trace one = made("> \"ab\" | \"cd\"\n< x\"00\"\n", "splits: exact\n");
    one.source.role = "frame_encoder";
    std::size_t tried = 0;
    const smallest found = shrink(one, {2, 4}, [&](const compiled_trace&, const schedule& s) {
        ++tried;
        return s == schedule{2, 4};
    });
    EXPECT_EQ(found.whole, (schedule{2, 4}));
    EXPECT_EQ(tried, 0u);
}

TEST(shrink, gives_up_on_a_failure_that_does_not_show_again) {
    const auto one = made(three);
    std::size_t tried = 0;
    const smallest found = shrink(one, every_byte(one.bytes.size()),
                                  [&](const compiled_trace&, const schedule&) { return ++tried, false; });
    EXPECT_EQ(found.whole, every_byte(one.bytes.size()));
    EXPECT_LE(tried, 4000u);
}

TEST(keep_front, drops_what_is_due_later) {
    const compiled_trace front = keep_front(made(three + "> eof\n"), 8);
    EXPECT_EQ(front.bytes.size(), 8u);
    EXPECT_EQ(front.end, ending::open);
    ASSERT_EQ(front.outcomes[0].expected.size(), 3u);
    EXPECT_EQ(to_string(front.outcomes[0].expected[2]), "end");
}

TEST(drop_front, moves_what_is_left) {
    const compiled_trace rest = drop_front(made(three + "> @bad i32le(-1)\n! negative_length at=@bad\n"), 7);
    ASSERT_EQ(rest.outcomes[0].expected.size(), 7u);
    EXPECT_EQ(rest.outcomes[0].expected[0].due, 4u);
    EXPECT_EQ(rest.outcomes[0].expected[6].at, 16u);
}

/// What a trace is made of, to be compared.
std::string essence(const compiled_trace& one) {
    std::string text = hex(one.bytes) + " end " + std::to_string(static_cast<int>(one.end)) + "\n";
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected)
            text += to_string(event) + " due " + std::to_string(event.due) + (event.after_end ? " end" : "") + "\n";
    for (const auto& [name, value] : one.limits) text += name + " " + std::to_string(value) + "\n";
    for (const auto& [name, value] : one.options) text += name + " " + value + "\n";
    return text;
}

TEST(to_trace, writes_a_trace_that_is_the_same_case) {
    const struct {
        std::string body, lines;
        schedule deliveries;
    } cases[] = {
        {three + "> eof\n", "", {2, 9, 23}},
        {three, "", {0, 2, 2, 23, 23}},
        {"> frame_header(17)\n! frame_too_large at=0\n> \"never\"\n", "limits: payload<=16\n", {3, 9}},
        {"> frame_header(17)\n= excess 17\n> rep(17 \"x\")\n> eof\n",
         "limits: payload<=16\non_excess: discard\n",
         {21}},
        {"> frame_header(5)\n= begin 5\n> \"he\"\n= data \"he\"\n> eof\n! truncated_payload at=eof\n", "", {1, 6}},
        {"> frame_header(0)\n= begin 0\nalt ok { = end }\nalt info { ! negative_length }\n", "", {4}},
        {"> frame_header(0)\n= begin 0\nalt ok { = end }\nalt info { ! negative_length }\n> eof\n", "", {4}},
        {"> frame{\"x\"}\n> eof\n= frame \"x\"\n", "", {5}},
        {"> frame{\"x\"}\n> eof\n= begin 1\n= end due=4\n! truncated_prefix due=2\n", "", {5}},
    };
    for (const auto& each : cases) {
        const compiled_trace one = made(each.body, each.lines);
        const std::string text = to_trace(one, each.deliveries, "a-copy");
        const parsed_trace parsed = parse_trace(text, "a-copy.trace");
        ASSERT_FALSE(parsed.error) << to_string(*parsed.error) << "\n" << text;
        const compiled again = compile(parsed.value, named_layouts()[1]);
        ASSERT_FALSE(again.error) << to_string(*again.error) << "\n" << text;
        EXPECT_EQ(essence(again.value), essence(one)) << text;
        EXPECT_EQ(delivery_plan(again.value, whole_plan(), 1).written(), each.deliveries) << text;
        EXPECT_EQ(again.value.layout.prefix, one.layout.prefix) << text;
    }
}

} // namespace
} // namespace cleave::conformance
