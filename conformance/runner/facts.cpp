// SPDX-License-Identifier: MIT
#include "facts.hpp"

#include "child_process.hpp"
#include "json_value.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cleave::conformance {

namespace {

/// "begin 5" is "begin", "error frame_too_large at=3" is "error frame_too_large".
std::string kind_of_event(std::string_view text) {
    const auto first = std::min(text.find(' '), text.size());
    std::string kind(text.substr(0, first));
    if (kind != "error") return kind;
    const std::string_view rest = text.substr(std::min(text.size(), first + 1));
    return kind + " " + std::string(rest.substr(0, rest.find(' ')));
}

std::string without_numbers(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        const bool is_digit = c >= '0' && c <= '9';
        if (is_digit && plain.ends_with('N')) continue;
        plain += is_digit ? 'N' : c;
    }
    return plain;
}

std::size_t bytes_of(const case_result& one) {
    if (!one.failure) return ~std::size_t{0};
    std::size_t size = 0;
    for (const std::string& piece : one.failure->pieces) size += piece.size() / 2;
    return size;
}

bool is_smaller(const case_result* a, const case_result* b) {
    const auto pieces = [](const case_result* one) { return one->failure ? one->failure->pieces.size() : 0; };
    return std::pair(bytes_of(*a), pieces(a)) < std::pair(bytes_of(*b), pieces(b));
}

std::string cause_of(const case_result& one) {
    if (one.is_cut_only) return one.role + ": the result depends on how the stream is cut";
    if (one.result == verdict::xpass) return "on the list of known failures, but passes";
    return one.role + ": " + difference_of(one.message);
}

std::string without_layout(const std::string& id) { return id.substr(0, id.find('@')); }

/// The reason that a message of UNSUPPORTED gives, short enough to count by.
std::string reason_of(const case_result& one) { return one.message.empty() ? "no reason given" : one.message; }

} // namespace

std::string difference_of(std::string_view message) {
    constexpr std::string_view expected = "expected ";
    constexpr std::string_view came = ", came ";
    message = message.substr(0, message.find(standard_error));
    for (const std::string_view when : {"EARLY: ", "LATE: "})
        if (message.starts_with(when)) return std::string(when) + kind_of_event(message.substr(when.size()));
    if (!message.starts_with(expected)) return without_numbers(message);
    constexpr std::string_view nothing = ", nothing came";
    if (message.ends_with(nothing)) {
        message.remove_suffix(nothing.size());
        return "expected " + kind_of_event(message.substr(expected.size())) + std::string(nothing);
    }
    const auto comma = message.find(came);
    if (comma == std::string_view::npos) return without_numbers(message);
    const std::string_view wanted = message.substr(expected.size(), comma - expected.size());
    const std::string kind = wanted == "nothing more" ? std::string(wanted) : kind_of_event(wanted);
    return "expected " + kind + ", came " + kind_of_event(message.substr(comma + came.size()));
}

std::vector<fact> facts_of(const run_result& run) {
    std::map<std::string, std::vector<const case_result*>> groups;
    for (const case_result& one : run.cases)
        if (is_bad(one.result, run.strict)) groups[cause_of(one)].push_back(&one);
    std::vector<fact> all;
    for (auto& [cause, cases] : groups) {
        std::stable_sort(cases.begin(), cases.end(), is_smaller);
        all.push_back({cause, std::move(cases)});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const fact& a, const fact& b) { return a.cases.size() > b.cases.size(); });
    return all;
}

std::vector<choice_fact> choices_of(const run_result& run) {
    std::map<std::string, choice_fact> all;
    for (const case_result& one : run.cases)
        for (const std::string& choice : one.choices) {
            choice_fact& found = all[choice];
            found.choice = choice;
            ++(one.result == verdict::info ? found.declared : found.undeclared);
        }
    std::vector<choice_fact> list;
    for (const auto& [name, one] : all) list.push_back(one);
    return list;
}

std::vector<gap> gaps_of(const run_result& run) {
    std::map<std::string, std::size_t> counts;
    for (const case_result& one : run.cases)
        if (one.result == verdict::unsupported) ++counts[reason_of(one)];
    std::vector<gap> all;
    for (const auto& [reason, cases] : counts) all.push_back({reason, cases});
    std::stable_sort(all.begin(), all.end(), [](const gap& a, const gap& b) { return a.cases > b.cases; });
    return all;
}

rule_count rules_exercised(const run_result& run) {
    std::map<std::string, bool> rules;
    for (const case_result& one : run.cases)
        for (const citation& cited : one.rules)
            if (cited.level == "MUST") rules[cited.rule] |= one.result != verdict::unsupported;
    rule_count count;
    count.cited = rules.size();
    for (const auto& [rule, is_exercised] : rules)
        if (is_exercised)
            ++count.exercised;
        else
            count.missed.push_back(rule);
    return count;
}

std::vector<known_fault> read_faults(std::string_view kill_matrix) {
    std::vector<known_fault> all;
    std::string why;
    const auto parsed = parse_json(kill_matrix, why);
    if (!parsed) return all;
    for (const json_value& one : parsed->array("mutants")) {
        known_fault& made = all.emplace_back(known_fault{one.string("name"), one.string("about"), {}});
        for (const json_value& id : one.array("killed_by")) made.cases.push_back(without_layout(id.text));
    }
    return all;
}

resemblance most_like(const run_result& run, const std::vector<known_fault>& faults) {
    std::set<std::string> ran;
    std::set<std::string> failed;
    for (const case_result& one : run.cases) {
        if (one.result != verdict::unsupported) ran.insert(without_layout(one.id));
        if (is_bad(one.result, run.strict)) failed.insert(without_layout(one.id));
    }
    resemblance best;
    if (failed.size() < 3) return best;
    for (const known_fault& one : faults) {
        std::size_t shared = 0;
        std::size_t askable = 0;
        for (const std::string& id : std::set<std::string>(one.cases.begin(), one.cases.end())) {
            if (!ran.contains(id)) continue;
            ++askable;
            if (failed.contains(id)) ++shared;
        }
        const auto either = static_cast<double>(failed.size() + askable - shared);
        const double likeness = static_cast<double>(shared) / either;
        if (shared >= 3 && likeness >= 0.4 && likeness > best.likeness) best = {one.name, one.about, likeness, shared};
    }
    return best;
}

} // namespace cleave::conformance
