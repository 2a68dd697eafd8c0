// SPDX-License-Identifier: MIT
#include "known_failures.hpp"

#include <algorithm>

namespace cleave::conformance {

namespace {

bool fails(verdict v) { return v == verdict::fail || v == verdict::crash || v == verdict::timeout; }

std::string pinned(const case_result& one) { return std::string(to_string(one.result)) + " " + one.message; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

} // namespace

std::optional<failure_list> parse_failure_list(std::string_view text, std::string& why) {
    failure_list list;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (trimmed(line).empty() || line.starts_with('#')) continue;
        const auto mark = line.find(" # ");
        const std::string id(trimmed(line.substr(0, mark)));
        if (mark == std::string_view::npos || id.find_first_of(" *?") != std::string::npos) {
            why = "line " + std::to_string(number) + ": expected 'CASE # MESSAGE', one case and no pattern";
            return std::nullopt;
        }
        if (!list.emplace(id, trimmed(line.substr(mark + 3))).second) {
            why = "line " + std::to_string(number) + ": " + id + " again";
            return std::nullopt;
        }
    }
    return list;
}

void apply(const failure_list& list, run_result& run, bool is_whole_suite) {
    failure_list unseen = list;
    for (case_result& one : run.cases) {
        const auto entry = list.find(one.id);
        if (entry == list.end()) continue;
        unseen.erase(one.id);
        if (fails(one.result)) {
            if (pinned(one) == entry->second)
                one.result = verdict::xfail;
            else
                one.message += " (known to fail otherwise: " + entry->second + ")";
        } else if (one.result == verdict::unsupported) {
            run.stale.push_back(one.id + ": listed as failing, but unsupported");
        } else {
            one.result = verdict::xpass;
            one.message = "listed as failing: " + entry->second;
        }
    }
    if (!is_whole_suite) return;
    for (const auto& [id, message] : unseen) run.stale.push_back(id + ": listed as failing, but no such case was run");
}

std::string failure_list_of(const run_result& run) {
    std::string text;
    std::vector<std::string> lines;
    for (const case_result& one : run.cases)
        if (fails(one.result)) lines.push_back(one.id + " # " + pinned(one) + "\n");
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) text += line;
    return text;
}

} // namespace cleave::conformance
