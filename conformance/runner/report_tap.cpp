// SPDX-License-Identifier: MIT
#include "report_tap.hpp"

#include "console.hpp"

namespace cleave::conformance {

namespace {

/// In a description # begins a directive, and a line break ends it.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : displayable_line(text)) out += c == '#' ? std::string("\\#") : std::string(1, c);
    return out;
}

std::string line(std::size_t number, const case_result& one, const run_result& run) {
    const bool is_not_ok = is_bad(one.result, run.strict) || one.result == verdict::xfail;
    std::string text = (is_not_ok ? "not ok " : "ok ") + std::to_string(number) + " - " + escaped(run.subject) + " " +
                       one.area + "/" + one.id;
    if (one.result == verdict::unsupported) text += " # SKIP " + escaped(one.message);
    if (one.result == verdict::xfail) text += " # TODO " + escaped(one.message);
    text += "\n";
    if (!is_bad(one.result, run.strict)) return text;
    text += "# " + std::string(to_string(one.result)) + ": " + escaped(one.message) + "\n";
    for (const citation& rule : one.rules) text += "# " + rule.rule + " " + rule.level + "\n";
    if (one.failure) text += "# again: " + escaped(one.failure->rerun) + "\n";
    return text;
}

} // namespace

std::string tap_report(const report& all) {
    std::size_t count = 0;
    for (const run_result& run : all.runs) count += run.cases.size() + run.stale.size();
    std::string text =
        "TAP version 13\n1.." + std::to_string(count) + "\n# suite " + all.version + " " + all.suite_hash + "\n";
    std::size_t number = 0;
    for (const run_result& run : all.runs) {
        text += "# " + escaped(run.subject) + ", seed " + std::to_string(run.seed) + "\n";
        for (const case_result& one : run.cases) text += line(++number, one, run);
        for (const std::string& entry : run.stale)
            text += "not ok " + std::to_string(++number) + " - stale " + escaped(entry) + "\n";
    }
    return text;
}

} // namespace cleave::conformance
