// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include <algorithm>
#include <array>

namespace cleave::conformance {

namespace {

/// Families in which a testee may answer that cannot tell errors apart.
constexpr std::array<std::string_view, 8> families = {"json", "field",  "size",  "digest",
                                                      "name", "format", "value", "truncated"};

bool is_family_of(std::string_view family, std::string_view code) {
    return std::find(families.begin(), families.end(), family) != families.end() && code.size() > family.size() &&
           code.starts_with(family) && code[family.size()] == '_';
}

verdict verdict_of(const std::string& grade) {
    return grade == "ok" ? verdict::pass : grade == "nonstrict" ? verdict::nonstrict : verdict::info;
}

/// Canonical text as messages have it.
std::string brief(std::string_view canonical) { return shortened(readable(canonical)); }

/// A value as the trace has it, or text whose bytes those are.
bool is_value(std::string_view wanted, std::string_view shown) {
    return wanted == shown || (wanted.starts_with("x\"") && wanted == hex_literal(shown));
}

} // namespace

std::string_view to_string(verdict v) {
    switch (v) {
    case verdict::pass: return "PASS";
    case verdict::nonstrict: return "NONSTRICT";
    case verdict::info: return "INFO";
    case verdict::fail: return "FAIL";
    case verdict::crash: return "CRASH";
    case verdict::timeout: return "TIMEOUT";
    case verdict::unsupported: return "UNSUPPORTED";
    case verdict::xfail: return "XFAIL";
    case verdict::xpass: return "XPASS";
    case verdict::suite_error: return "SUITE-ERROR";
    }
    return "";
}

bool is_bad(verdict v, bool strict) {
    switch (v) {
    case verdict::nonstrict: return strict;
    case verdict::fail:
    case verdict::crash:
    case verdict::timeout:
    case verdict::xpass:
    case verdict::suite_error: return true;
    case verdict::pass:
    case verdict::info:
    case verdict::unsupported:
    case verdict::xfail: return false;
    }
    return true;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    return std::string(text.substr(0, most - 3)) + "...";
}

judge::judge(const compiled_trace& one, timing when) : when_(when) {
    for (const citation& rule : one.source.rules)
        if (rule.rule == "FRAME-ERROR-3" || rule.rule == "HEADER-ERROR-1") needs_offsets_ = true;
    const auto form = one.options.find("form");
    deliveries_are_messages_ = form != one.options.end() && form->second == "datagram";
    for (const outcome& each : one.outcomes) {
        way& next = ways_.emplace_back(way{verdict_of(each.grade), {}});
        for (const expectation& event : each.expected) {
            line& added = next.lines.emplace_back(line{&event, {}, event.bytes, event.due, event.after_end});
            for (const std::string& argument : event.arguments)
                added.arguments += (added.arguments.empty() ? "" : " ") + argument;
        }
        if (when != timing::whole_frames) continue;
        // A frame's beginning and data come with its end; those of a frame that never ends do not come.
        for (std::size_t i = next.lines.size(), end = next.lines.size(); i-- > 0;) {
            const std::string& name = next.lines[i].from->name;
            if (name == "end") {
                end = i;
            } else if (name == "begin" || name == "data") {
                if (end == next.lines.size()) {
                    next.lines.erase(next.lines.begin() + static_cast<std::ptrdiff_t>(i));
                    end = next.lines.size();
                } else {
                    next.lines[i].due = next.lines[end].due;
                    next.lines[i].after_end = next.lines[end].after_end;
                }
            }
            if (name == "begin") end = next.lines.size();
        }
    }
}

bool judge::is_merged(const line& wanted) const {
    return wanted.from->what == expectation::kind::event && comes_in_pieces(wanted.from->name);
}

judge::likeness judge::compare(const line& wanted, const observation& seen, const observation::entry& shown) const {
    using kind = observation::kind;
    const expectation& from = *wanted.from;
    switch (from.what) {
    case expectation::kind::send:
        return shown.what == kind::send && seen.bytes(shown) == wanted.bytes ? likeness::same : likeness::none;
    case expectation::kind::error: {
        if (shown.what != kind::error) return likeness::none;
        likeness found = likeness::same;
        if (seen.name(shown) != from.name) {
            if (!is_family_of(seen.name(shown), from.name)) return likeness::none;
            found = likeness::nonstrict;
        }
        if (!from.at || from.at == shown.at) return found;
        return shown.at || needs_offsets_ ? likeness::none : likeness::nonstrict;
    }
    case expectation::kind::event: break;
    }
    if (seen.name(shown) != from.name) return likeness::none;
    if (is_merged(wanted))
        return shown.what == kind::data && seen.bytes(shown) == wanted.bytes ? likeness::same : likeness::none;
    if (shown.what != kind::event) return likeness::none;
    const bool is_free = when_ == timing::whole_frames && from.name == "excess"; // a buffer may not tell the length
    if (!is_free && seen.arguments(shown) != wanted.arguments) return likeness::none;
    for (const auto& [key, value] : from.attributes) {
        const auto found = seen.attribute(shown, key);
        if (!found || !is_value(value, *found)) return likeness::none;
    }
    return likeness::same;
}

/// The first delivery with which all bytes that the line depends on have arrived.
std::size_t judge::first_due(const line& wanted, const schedule& deliveries) const {
    if (wanted.after_end) return deliveries.size();
    return static_cast<std::size_t>(std::lower_bound(deliveries.begin(), deliveries.end(), wanted.due) -
                                    deliveries.begin());
}

/// Where a delivery is a message, empty ones count: the line may depend on any that ends at the same place.
std::size_t judge::last_due(const line& wanted, const schedule& deliveries) const {
    std::size_t last = first_due(wanted, deliveries);
    while (deliveries_are_messages_ && last + 1 < deliveries.size() && deliveries[last + 1] == wanted.due) ++last;
    return last;
}

judgement judge::follow(const way& one, const schedule& deliveries, const observation& seen) const {
    judgement result;
    result.result = one.grade;
    const auto& entries = seen.entries();
    std::size_t k = 0;
    const auto failed = [&](std::string message) {
        result.result = verdict::fail;
        result.message = std::move(message);
        result.shown = k;
        return result;
    };
    for (const line& wanted : one.lines) {
        const likeness found = k < entries.size() ? compare(wanted, seen, entries[k]) : likeness::none;
        if (found == likeness::none) {
            if (wanted.from->optional) {
                ++result.expected;
                continue;
            }
            const std::string text = brief(to_string(*wanted.from));
            if (k == entries.size()) return failed("expected " + text + ", nothing came");
            return failed("expected " + text + ", came " + brief(seen.text(entries[k])));
        }
        if (when_ != timing::any) {
            const std::size_t came = entries[k].delivery;
            if (came < first_due(wanted, deliveries)) return failed("EARLY: " + brief(to_string(*wanted.from)));
            if (came > last_due(wanted, deliveries)) return failed("LATE: " + brief(to_string(*wanted.from)));
        }
        if (found == likeness::nonstrict) {
            if (result.result == verdict::pass) result.result = verdict::nonstrict;
            if (result.message.empty())
                result.message =
                    "expected " + brief(to_string(*wanted.from)) + ", came " + brief(seen.text(entries[k]));
        }
        ++k;
        ++result.expected;
    }
    if (k < entries.size()) return failed("expected nothing more, came " + brief(seen.text(entries[k])));
    result.shown = k;
    return result;
}

judgement judge::operator()(const schedule& deliveries, const observation& seen) const {
    const auto ended = [&](verdict v) { return judgement{v, shortened(seen.why(), 400), 0, 0, 0}; };
    switch (seen.end()) {
    case run_end::normal: break;
    case run_end::unsupported: return ended(verdict::unsupported);
    case run_end::crash: return ended(verdict::crash);
    case run_end::timeout: return ended(verdict::timeout);
    case run_end::junk: return ended(verdict::fail);
    }
    judgement best;
    for (std::size_t i = 0; i < ways_.size(); ++i) {
        judgement one = follow(ways_[i], deliveries, seen);
        one.outcome = i;
        const bool better = one.result < best.result || (one.result == verdict::fail && one.expected > best.expected);
        if (i == 0 || better) best = std::move(one);
    }
    if (best.result == verdict::nonstrict && best.message.empty())
        best.message = "ended as in outcome " + std::to_string(best.outcome + 1) + ", which is graded nonstrict";
    if (best.result == verdict::info)
        best.message =
            "ended as in outcome " + std::to_string(best.outcome + 1) + " of " + std::to_string(ways_.size());
    return best;
}

bool judge::is_settled(const observation& seen, std::size_t offset, bool ended) const {
    const auto& entries = seen.entries();
    bool is_possible = false;
    for (const way& one : ways_) {
        std::size_t k = 0;
        bool waits = false;
        bool fits = true;
        for (const line& wanted : one.lines) {
            if (wanted.due > offset || (wanted.after_end && !ended)) break;
            if (k == entries.size()) {
                waits = waits || !wanted.from->optional;
                continue;
            }
            if (compare(wanted, seen, entries[k]) != likeness::none) {
                ++k;
                continue;
            }
            // Bytes that are not all there yet are not wrong yet.
            const bool in_pieces = is_merged(wanted) || wanted.from->what == expectation::kind::send;
            const std::string_view came = seen.bytes(entries[k]);
            if (in_pieces && k + 1 == entries.size() && wanted.bytes.starts_with(came) &&
                (wanted.from->what == expectation::kind::send) == (entries[k].what == observation::kind::send)) {
                waits = true;
                ++k;
                continue;
            }
            if (wanted.from->optional) continue;
            fits = false;
            break;
        }
        if (fits && !waits) return true;
        is_possible = is_possible || fits;
    }
    return !is_possible;
}

std::vector<judge::expected_line> judge::expected(std::size_t outcome, const schedule& deliveries) const {
    std::vector<expected_line> all;
    for (const line& wanted : ways_[outcome].lines)
        all.push_back({to_string(*wanted.from), first_due(wanted, deliveries), wanted.from->optional});
    return all;
}

} // namespace cleave::conformance
