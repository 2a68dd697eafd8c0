// SPDX-License-Identifier: MIT
#include "report_badge.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace cleave::conformance {

namespace {

constexpr long most_days = 90;

std::optional<std::chrono::sys_days> day_of(const std::string& date) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (std::sscanf(date.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
    const std::chrono::year_month_day found{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!found.ok()) return std::nullopt;
    return std::chrono::sys_days(found);
}

} // namespace

std::string badge(const report& all) {
    std::size_t bad = 0;
    std::size_t must = 0;
    std::size_t must_run = 0;
    for (const run_result& run : all.runs) {
        const tally totals = tally_of(run);
        must += totals.must;
        must_run += totals.must_run;
        bad += run.stale.size();
        for (const case_result& one : run.cases) bad += is_bad(one.result, run.strict) ? 1 : 0;
    }
    const std::string counts = std::to_string(must_run) + " of " + std::to_string(must) + " MUST cases";
    json_text_writer to;
    to.begin_object().field("schemaVersion", std::uint64_t{1}).field("label", "cleave " + all.version);
    to.field("message", bad != 0 ? std::to_string(bad) + " bad, ran " + counts : "ran " + counts);
    to.field("color", bad != 0 ? "red" : must_run == 0 ? "lightgrey" : "brightgreen").end_object();
    return to.text() + "\n";
}

std::string today() {
    std::time_t now = std::time(nullptr);
    if (const char* const fixed = std::getenv("SOURCE_DATE_EPOCH")) now = std::strtoll(fixed, nullptr, 10);
    std::tm parts = {};
    ::gmtime_r(&now, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

long days_between(const std::string& from, const std::string& to) {
    const auto first = day_of(from);
    const auto last = day_of(to);
    return first && last ? static_cast<long>((*last - *first).count()) : 0;
}

bool is_old(const std::string& date, const std::string& now) { return days_between(date, now) > most_days; }

std::string age_text(const std::string& date, const std::string& now) {
    const long days = days_between(date, now);
    if (days <= 0) return date;
    return date + ", " + std::to_string(days) + (days == 1 ? " day old" : " days old");
}

} // namespace cleave::conformance
