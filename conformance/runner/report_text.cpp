// SPDX-License-Identifier: MIT
#include "report_text.hpp"

#include "console.hpp"
#include "facts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>

namespace cleave::conformance {

namespace {

constexpr verdict columns[] = {verdict::pass,        verdict::nonstrict,  verdict::info,  verdict::fail,
                               verdict::crash,       verdict::timeout,    verdict::xfail, verdict::xpass,
                               verdict::unsupported, verdict::suite_error};

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string right(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string painted(const std::string& text, verdict v, const text_style& style) {
    if (!style.has_color) return text;
    const char* color = "";
    switch (v) {
    case verdict::pass: color = "32"; break;
    case verdict::nonstrict:
    case verdict::info:
    case verdict::xfail: color = "33"; break;
    case verdict::fail:
    case verdict::crash:
    case verdict::timeout:
    case verdict::xpass:
    case verdict::suite_error: color = "1;31"; break;
    case verdict::unsupported: color = "2"; break;
    }
    return "\033[" + std::string(color) + "m" + text + "\033[0m";
}

std::string seconds_text(double seconds) {
    char text[40];
    std::snprintf(text, sizeof text, "%.2f s", seconds);
    return text;
}

/// A delivery as people count.
std::string delivery_text(std::size_t index, std::size_t count) {
    return index >= count ? "end" : std::to_string(index + 1);
}

void side_by_side(const example& one, std::string& text) {
    constexpr std::size_t width = 52;
    const std::size_t count = one.pieces.size();
    text += "  " + padded("expected", width) + "  came\n";
    for (std::size_t i = 0; i < std::max(one.expected.size(), one.came.size()); ++i) {
        const auto cell = [&](const std::vector<shown_line>& lines) {
            if (i >= lines.size()) return std::string();
            const std::string mark = lines[i].is_fault ? "> " : "  ";
            return mark + right(delivery_text(lines[i].delivery, count), 3) + "  " +
                   shortened(displayable_line(readable(lines[i].text)), width - 8);
        };
        std::string line = "  " + padded(cell(one.expected), width) + "  " + cell(one.came);
        while (line.ends_with(' ')) line.pop_back();
        text += line + "\n";
    }
}

std::string table(const run_result& run, const text_style& style) {
    std::map<std::string, tally> areas;
    for (const case_result& one : run.cases) areas[one.area].add(one);
    const tally all = tally_of(run);
    std::size_t name_width = 5;
    for (const auto& [name, counts] : areas) name_width = std::max(name_width, name.size());

    std::string text = padded("area", name_width);
    for (const verdict v : columns)
        if (all[v] != 0) text += "  " + right(std::string(to_string(v)), 6);
    text += "\n";
    const auto row = [&](const std::string& name, const tally& counts) {
        text += padded(name, name_width);
        if (counts.cases() == counts[verdict::unsupported]) {
            text += "  not run (" + std::to_string(counts.cases()) + ")\n";
            return;
        }
        for (const verdict v : columns) {
            if (all[v] == 0) continue;
            const std::size_t width = std::max<std::size_t>(6, to_string(v).size());
            const std::string number = right(counts[v] == 0 ? "." : std::to_string(counts[v]), width);
            text += "  " + (counts[v] == 0 ? number : painted(number, v, style));
        }
        text += "\n";
    };
    for (const auto& [name, counts] : areas) row(name, counts);
    if (areas.size() > 1) row("all", all);
    return text;
}

std::string choices_text(const run_result& run) {
    std::string text;
    for (const choice_fact& one : choices_of(run)) {
        const auto equals = one.choice.find('=');
        text += "by choice: " + displayable_line(one.choice) + ", in " + std::to_string(one.declared + one.undeclared) +
                " cases";
        const std::string field = one.choice.substr(0, equals);
        const auto& fields = declaration_fields();
        const bool can_declare = std::find(fields.begin(), fields.end(), field) != fields.end();
        if (one.declared != 0)
            text += ", as declared";
        else if (can_declare)
            text += "; to declare it: \"" + field + "\": \"" + one.choice.substr(equals + 1) + "\"";
        text += "\n";
    }
    return text;
}

/// What was not run and why, the rarest reasons together.
std::string gaps_text(const run_result& run) {
    constexpr std::size_t most_reasons = 6;
    std::string text;
    const std::vector<gap> gaps = gaps_of(run);
    std::size_t others = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (i >= most_reasons) {
            others += gaps[i].cases;
            continue;
        }
        text += (i == 0 ? "not run: " : ", ") + std::to_string(gaps[i].cases) + " (" +
                displayable_line(shortened(gaps[i].reason, 60)) + ")";
    }
    if (others != 0) text += ", " + std::to_string(others) + " for other reasons";
    if (!text.empty()) text += "\n";
    const rule_count rules = rules_exercised(run);
    text += std::to_string(rules.exercised) + " of " + std::to_string(rules.cited) + " MUST rules were exercised";
    for (std::size_t i = 0; i < std::min<std::size_t>(rules.missed.size(), 10); ++i)
        text += (i == 0 ? "; not: " : ", ") + rules.missed[i];
    if (rules.missed.size() > 10) text += " and " + std::to_string(rules.missed.size() - 10) + " more";
    return text + "\n";
}

} // namespace

std::string with_commas(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::vector<std::string> byte_lines(std::string_view hex, std::size_t most_lines) {
    constexpr std::size_t row = 16;
    std::vector<std::string> lines;
    const std::size_t size = hex.size() / 2;
    for (std::size_t from = 0; from < size; from += row) {
        if (lines.size() == most_lines) {
            lines.push_back("... " + std::to_string(size - from) + " more bytes");
            break;
        }
        std::string digits;
        std::string characters;
        for (std::size_t i = from; i < std::min(size, from + row); ++i) {
            unsigned byte = 0;
            std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, byte, 16);
            digits.append(hex.substr(2 * i, 2)).append(" ");
            characters += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
        }
        lines.push_back(padded(digits, digits_width) + " " + characters);
    }
    if (lines.empty()) lines.emplace_back("(no bytes)");
    return lines;
}

std::string failure_text(const case_result& one, const suite& of, const text_style& style) {
    std::string text = painted(std::string(to_string(one.result)), one.result, style) + " " + one.area + "/" + one.id;
    if (one.failure && !one.failure->reader.empty()) text += "  (" + displayable_line(one.failure->reader) + ")";
    text += "\n  " + displayable_line(one.message) + "\n  about: " + displayable_line(one.about) + "\n";
    for (const citation& cited : one.rules) {
        const rule* const found = of.find_rule(cited.rule);
        text += "  " + cited.rule + ": " + (found != nullptr ? found->sentence : "") + "\n";
    }
    if (!one.failure) return text + "\n";
    const example& small = *one.failure;
    text += "  deliveries: " + std::to_string(small.pieces.size());
    if (small.is_shortened) text += ", of a stream with what is not needed left out";
    text += "\n";
    for (std::size_t i = 0; i < small.pieces.size(); ++i) {
        if (i == 12) {
            text += "  ... " + std::to_string(small.pieces.size() - i) + " more deliveries\n";
            break;
        }
        std::string number = right(std::to_string(i + 1), 5);
        for (const std::string& line : byte_lines(small.pieces[i], 8)) {
            text += number + "  " + line + "\n";
            number = "     ";
        }
    }
    if (small.end != "open") text += "  end  " + small.end + "\n";
    side_by_side(small, text);
    return text + "  again: " + displayable_line(small.rerun) + "\n\n";
}

std::string facts_text(const run_result& run, const suite& of, const text_style& style) {
    constexpr std::size_t most_named = 8;
    const std::vector<fact> facts = facts_of(run);
    std::string text;
    std::size_t failures = 0;
    for (const fact& one : facts) {
        failures += one.cases.size();
        text += failure_text(*one.cases[0], of, style);
        if (style.is_verbose)
            for (std::size_t i = 1; i < one.cases.size(); ++i) text += failure_text(*one.cases[i], of, style);
        if (one.cases.size() == 1 || style.is_verbose) continue;
        text.pop_back(); // the empty line between two failures
        text += "  likewise in " + std::to_string(one.cases.size() - 1) + " more:";
        for (std::size_t i = 1; i < std::min(one.cases.size(), most_named + 1); ++i) text += " " + one.cases[i]->id;
        text += one.cases.size() > most_named + 1 ? " ... (--verbose shows all)\n\n" : "\n\n";
    }
    if (failures > facts.size())
        text += std::to_string(failures) + " failures, " + std::to_string(facts.size()) +
                (facts.size() == 1 ? " fact" : " facts") + "\n";
    if (!run.like.empty()) text += displayable_line(run.like) + "\n";
    return text;
}

std::string text_report(const report& all, const suite& of, const text_style& style) {
    std::string text;
    for (const run_result& run : all.runs) {
        const tally totals = tally_of(run);
        text += facts_text(run, of, style);
        for (const case_result& one : run.cases) {
            if (style.is_verbose && !is_bad(one.result, run.strict)) {
                text += painted(padded(std::string(to_string(one.result)), 11), one.result, style) + " " + one.area +
                        "/" + one.id + (one.message.empty() ? "" : ": " + displayable_line(one.message)) + "\n";
            }
        }
        for (const std::string& entry : run.stale) text += "STALE " + displayable_line(entry) + "\n";
        if (style.is_quiet) continue;
        text += table(run, style);
        text += choices_text(run);
        text += gaps_text(run);
        text += displayable_line(run.subject) + ": ran " + std::to_string(totals.must_run) + " of " +
                std::to_string(totals.must) + " MUST cases; " + with_commas(totals.schedules) + " ways, " +
                with_commas(totals.deliveries) + " deliveries";
        if (totals.proven != 0)
            text += "; all deliveries of " + std::to_string(totals.proven) + " of " + std::to_string(totals.streams) +
                    " streams proven alike in " + with_commas(totals.proof_feeds) + " steps";
        text += "; " + seconds_text(run.seconds) + "\n";
        text += "suite " + all.version + " " + all.suite_hash + ", seed " + std::to_string(run.seed) +
                (run.shard.empty() ? "" : ", shard " + run.shard) + "\n";
    }
    return text;
}

} // namespace cleave::conformance
