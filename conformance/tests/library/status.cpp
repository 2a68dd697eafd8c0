// SPDX-License-Identifier: MIT
#include <cleave/status.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace cleave {
namespace {

static_assert(sizeof(status) == 1);
static_assert(status{} == status::ok);
static_assert(!is_error(status::ok));
static_assert(!is_error(status::need_input));
static_assert(!is_error(status::need_output));
static_assert(is_error(status::negative_length));
static_assert(is_error(status::connection_lost));
static_assert(to_string(status::frame_too_large) == "frame_too_large");
static_assert(rule_of(status::frame_too_large) == "a payload must not exceed max_payload");

// One row a status, in order: so a status indexes its row.
static_assert([] {
    std::size_t row = 0;
    for (const detail::status_text& text : detail::status_texts)
        if (static_cast<std::size_t>(text.st) != row++) return false;
    return row == static_cast<std::size_t>(status::connection_lost) + 1;
}());

TEST(Status, EveryOneIsOkSuspendedOrAnErrorAndTheRangesAreInOrder) {
    std::string order;
    for (const detail::status_text& text : detail::status_texts)
        order += text.st == status::ok ? 'o' : is_error(text.st) ? 'e' : 's';
    EXPECT_EQ(order, "oss" + std::string(std::size(detail::status_texts) - 3, 'e'));
}

TEST(Status, EveryOneHasANameOfItsOwnThatAnErrorReplyCanCarry) {
    std::set<std::string_view> names;
    for (const detail::status_text& text : detail::status_texts) {
        const std::string_view name = to_string(text.st);
        EXPECT_EQ(name, text.name);
        EXPECT_TRUE(names.insert(name).second) << name << " occurs twice";
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos) << name;
    }
}

TEST(Status, EveryOneHasARuleOfItsOwnInOneClause) {
    std::set<std::string_view> rules;
    for (const detail::status_text& text : detail::status_texts) {
        const std::string_view rule = rule_of(text.st);
        EXPECT_EQ(rule, text.rule);
        EXPECT_TRUE(rules.insert(rule).second) << rule << " occurs twice";
        ASSERT_FALSE(rule.empty()) << text.name;
        EXPECT_NE(rule.back(), '.') << text.name << ": a value and a limit follow it";
    }
}

} // namespace
} // namespace cleave
