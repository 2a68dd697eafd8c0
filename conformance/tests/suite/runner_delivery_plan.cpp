// SPDX-License-Identifier: MIT
#include "conformance/runner/delivery_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

compiled_trace stream(std::string bytes) {
    compiled_trace one;
    one.source.id = "some-case";
    one.source.role = "frame_decoder";
    one.layout = named_layouts()[0];
    one.bytes = std::move(bytes);
    one.outcomes.push_back({"ok", {}});
    return one;
}

std::vector<schedule> all_of(const compiled_trace& one, const std::string& plan, std::uint64_t seed = 1) {
    std::string why;
    const auto choice = parse_plan(plan, why);
    EXPECT_TRUE(choice) << why;
    std::vector<schedule> all;
    delivery_plan(one, choice.value_or(plan_choice{}), seed).each([&](const schedule& next) {
        all.push_back(next);
        return true;
    });
    return all;
}

std::size_t choose(std::size_t n, std::size_t k) {
    std::size_t value = 1;
    for (std::size_t i = 1; i <= k; ++i) value = value * (n - k + i) / i;
    return value;
}

TEST(covering_array, has_every_pair_in_all_four_combinations) {
    for (std::size_t positions = 2; positions <= 60; ++positions) {
        const auto array = covering_array(positions);
        for (std::size_t a = 0; a < positions; ++a)
            for (std::size_t b = a + 1; b < positions; ++b) {
                std::set<std::pair<bool, bool>> seen;
                for (const auto& row : array) seen.insert({row[a], row[b]});
                ASSERT_EQ(seen.size(), 4u) << "positions " << a << " and " << b << " of " << positions;
            }
    }
}

TEST(covering_array, of_2000_positions_has_every_pair_around_a_few_of_them) {
    constexpr std::size_t positions = 2000;
    const auto array = covering_array(positions);
    for (const std::size_t a : {std::size_t{0}, std::size_t{999}, positions - 1})
        for (std::size_t b = 0; b < positions; ++b) {
            if (a == b) continue;
            std::set<std::pair<bool, bool>> seen;
            for (const auto& row : array) seen.insert({row[a], row[b]});
            ASSERT_EQ(seen.size(), 4u) << a << " and " << b;
        }
}

TEST(covering_array, has_as_few_rows_as_can_be) {
    EXPECT_EQ(covering_rows(0), 1u);
    EXPECT_EQ(covering_rows(1), 2u);
    EXPECT_EQ(covering_rows(44), 9u);
    EXPECT_EQ(covering_rows(1716), 14u);
    EXPECT_EQ(covering_rows(1717), 15u);
    for (std::size_t positions = 2; positions < 3000; ++positions) {
        const std::size_t rows = covering_rows(positions);
        ASSERT_GE(choose(rows - 1, (rows + 1) / 2), positions);
        if (rows > 4) {
            ASSERT_LT(choose(rows - 2, rows / 2), positions);
        }
    }
}

TEST(covering_array, has_a_first_row_without_cuts) {
    const auto array = covering_array(30);
    EXPECT_EQ(std::count(array[0].begin(), array[0].end(), true), 0);
}

TEST(delivery_plan, delivers_all_bytes_once_whatever_the_plan) {
    for (std::size_t size = 0; size < 40; ++size) {
        const compiled_trace one = stream(std::string(size, 'x'));
        for (const schedule& next : all_of(one, "plan")) {
            EXPECT_TRUE(std::is_sorted(next.begin(), next.end())) << size;
            if (size != 0) {
                EXPECT_EQ(next.back(), size);
            }
        }
    }
}

TEST(delivery_plan, whole_is_one_delivery_and_bytes_are_as_many_as_there_are) {
    const compiled_trace one = stream("abcd");
    EXPECT_EQ(all_of(one, "whole"), (std::vector<schedule>{{4}}));
    EXPECT_EQ(all_of(one, "bytes"), (std::vector<schedule>{{1, 2, 3, 4}}));
}

TEST(delivery_plan, cuts_are_all_places_once) {
    EXPECT_EQ(all_of(stream("abcd"), "cuts"), (std::vector<schedule>{{1, 4}, {2, 4}, {3, 4}}));
}

TEST(delivery_plan, fields_are_marks_and_dues_and_the_places_beside_them) {
    compiled_trace one = stream(std::string(20, 'x'));
    one.marks["bad"] = 12;
    const auto all = all_of(one, "fields");
    ASSERT_EQ(all.size(), 4u);
    const auto cuts_at = [&](const schedule& s, std::size_t at) { return std::count(s.begin(), s.end(), at) == 1; };
    EXPECT_TRUE(cuts_at(all[0], 12));
    EXPECT_TRUE(cuts_at(all[0], 4)); // behind the header of this layout
    EXPECT_TRUE(cuts_at(all[1], 11));
    EXPECT_TRUE(cuts_at(all[2], 13));
    EXPECT_TRUE(cuts_at(all[3], 11) && cuts_at(all[3], 12) && cuts_at(all[3], 13));
}

TEST(delivery_plan, empty_puts_deliveries_of_no_bytes_everywhere) {
    const auto all = all_of(stream("ab"), "empty");
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front(), (schedule{0, 2, 2}));
    EXPECT_EQ(all.back(), (schedule{0, 1, 1, 2, 2}));
}

TEST(delivery_plan, random_is_the_same_for_one_seed_and_another_for_another) {
    const compiled_trace one = stream(std::string(50, 'x'));
    EXPECT_EQ(all_of(one, "random", 7), all_of(one, "random", 7));
    EXPECT_NE(all_of(one, "random", 7), all_of(one, "random", 8));
    EXPECT_EQ(all_of(one, "random", 7).size(), 32u);
    compiled_trace other = one;
    other.source.id = "another-case";
    EXPECT_NE(all_of(one, "random", 7), all_of(other, "random", 7));
}

TEST(delivery_plan, never_cuts_what_must_arrive_together) {
    compiled_trace one = stream(std::string(30, 'x'));
    one.together.push_back({5, 20});
    std::size_t seen = 0;
    for (const schedule& next : all_of(one, "plan"))
        for (const std::size_t end : next) {
            EXPECT_FALSE(end > 5 && end < 20) << end;
            ++seen;
        }
    EXPECT_GT(seen, 100u);
}

TEST(delivery_plan, an_exact_case_is_played_as_written_only) {
    compiled_trace one = stream("hello");
    one.source.splits = "exact";
    one.cuts = {2};
    EXPECT_EQ(all_of(one, "plan"), (std::vector<schedule>{{2, 5}}));
}

TEST(delivery_plan, a_hinted_case_is_played_as_written_too) {
    compiled_trace one = stream("hello");
    one.source.splits = "hinted";
    one.cuts = {2, 3};
    EXPECT_EQ(all_of(one, "plan").front(), (schedule{2, 3, 5}));
}

TEST(delivery_plan, written_deliveries_keep_their_empties) {
    compiled_trace one = stream("helloalexq");
    one.source.splits = "exact";
    one.cuts = {5};
    one.empties = {9};
    EXPECT_EQ(all_of(one, "plan"), (std::vector<schedule>{{5, 9, 9, 10}}));
    one = stream("");
    one.source.splits = "exact";
    one.empties = {0, 0};
    EXPECT_EQ(all_of(one, "plan"), (std::vector<schedule>{{0, 0}}));
}

TEST(delivery_plan, messages_are_never_cut) {
    for (const char* role : {"frame_encoder", "value", "json"}) {
        compiled_trace one = stream("hello");
        one.source.role = role;
        EXPECT_EQ(all_of(one, "plan"), (std::vector<schedule>{{5}})) << role;
    }
    compiled_trace one = stream("hello");
    one.options["transport"] = "udp";
    EXPECT_EQ(all_of(one, "plan"), (std::vector<schedule>{{5}}));
}

TEST(delivery_plan, offsets_are_played_as_given_and_read_back_as_they_are_printed) {
    const compiled_trace five = stream("hello");
    for (const char* text : {"whole", "3", "0", "2,2", "0,3,5", "1,2,3,4"}) {
        const auto all = all_of(five, text);
        ASSERT_EQ(all.size(), 1u) << text;
        EXPECT_EQ(to_string(all[0]), text);
    }
    const compiled_trace none = stream("");
    for (const char* text : {"whole", "0", "0,0"}) EXPECT_EQ(to_string(all_of(none, text).at(0)), text);
}

TEST(parse_plan, names_what_it_does_not_know) {
    std::string why;
    EXPECT_FALSE(parse_plan("halves", why));
    EXPECT_NE(why.find("halves"), std::string::npos);
    why.clear();
    EXPECT_FALSE(parse_plan("", why));
    why.clear();
    EXPECT_FALSE(parse_plan("5,3", why));
    EXPECT_NE(why.find("ascending"), std::string::npos);
}

TEST(delivery_plan, stops_when_it_is_told_to) {
    std::size_t seen = 0;
    const bool finished =
        delivery_plan(stream("some bytes"), whole_plan(), 1).each([&](const schedule&) { return ++seen < 3; });
    EXPECT_FALSE(finished);
    EXPECT_EQ(seen, 3u);
}

} // namespace
} // namespace cleave::conformance
