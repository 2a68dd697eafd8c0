// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace cleave::conformance {

namespace {

/// Families in which a testee may answer that cannot tell errors apart.
constexpr std::array<std::string_view, 8> families = {"json", "field",  "size",  "digest",
                                                      "name", "format", "value", "truncated"};

/// The errors of a length: a codec may have one for all of them.
constexpr std::array<std::string_view, 9> framing_errors = {
    "negative_length",  "length_below_header", "frame_too_large",  "varint_too_long", "varint_not_canonical",
    "length_malformed", "magic_mismatch",      "trailer_mismatch", "frame_too_small"};

template <class List>
bool is_among(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_framing_error(std::string_view code) { return is_among(framing_errors, code); }

bool is_family_of(std::string_view family, std::string_view code) {
    if (family == "framing")
        return is_framing_error(code) || code.starts_with("truncated_pre") || code == "truncated_payload";
    return is_among(families, family) && code.size() > family.size() && code.starts_with(family) &&
           code[family.size()] == '_';
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

judge::judge(const compiled_trace& one, timing when, const declarations* choices)
    : case_(one), when_(when), choices_(choices) {
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

bool judge::declares(std::string_view field, std::string_view value) const {
    return choices_ != nullptr && choices_->says(field) && value_of(*choices_, field) == value;
}

/// Whether one error stands for the other; what makes it so is added to `used`.
bool judge::is_same_error(std::string_view wanted, std::string_view came, taste& used) const {
    if (wanted == came) return true;
    if (is_family_of(came, wanted)) return used.emplace_back("errors=families"), true;
    if (choices_ == nullptr || !is_framing_error(wanted) || !is_framing_error(came)) return false;
    if (declares("errors", "one")) return used.emplace_back("errors=one"), true;
    // A varint that is too long for the limit is both too long a varint and too large a frame.
    const bool is_excess = wanted != "negative_length" && wanted != "length_below_header" &&
                           came != "negative_length" && came != "length_below_header";
    if (!is_varint(case_.layout.prefix) || !is_excess) return false;
    return used.emplace_back("errors=one"), true;
}

judge::likeness judge::compare_errors(const line& wanted, const observation& seen, const observation::entry& shown,
                                      taste* used) const {
    taste differences;
    if (shown.what != observation::kind::error || !is_same_error(wanted.from->name, seen.name(shown), differences))
        return likeness::none;
    if (wanted.from->at && wanted.from->at != shown.at) {
        if (shown.at) return likeness::none;
        differences.emplace_back("offset=not_told");
    }
    const bool is_same = differences.empty();
    if (used != nullptr) std::move(differences.begin(), differences.end(), std::back_inserter(*used));
    return is_same ? likeness::same : likeness::nonstrict;
}

judge::likeness judge::compare(const line& wanted, const observation& seen, const observation::entry& shown,
                               taste* used) const {
    using kind = observation::kind;
    const expectation& from = *wanted.from;
    switch (from.what) {
    case expectation::kind::send:
        return shown.what == kind::send && seen.bytes(shown) == wanted.bytes ? likeness::same : likeness::none;
    case expectation::kind::error: return compare_errors(wanted, seen, shown, used);
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

/// Whether a length may be refused with this delivery already: a varint that goes on is longer than the limit, or than
/// the bits there are, before its last byte is in.
bool judge::is_early_enough(const line& wanted, std::size_t came, const schedule& deliveries) const {
    const prefix_layout& prefix = case_.layout.prefix;
    if (choices_ == nullptr || !is_varint(prefix) || !is_framing_error(wanted.from->name) || !wanted.from->at ||
        came >= deliveries.size())
        return false;
    const std::uint64_t field = *wanted.from->at + prefix.offset;
    std::uint64_t bits = 0;
    for (std::uint64_t at = field; at < deliveries[came]; ++at, bits += 7)
        if ((static_cast<unsigned char>(case_.bytes[static_cast<std::size_t>(at)]) & 0x80) == 0) return false;
    return bits >= choices_->length_bits || bits >= 64 || (bits > 0 && (prefix.max_payload >> (bits - 1)) >> 1 == 0);
}

/// Whether a line that did not come is one that this implementation does not show by choice.
bool judge::is_left_out(const line& wanted, const observation& seen, std::size_t k, taste& used) const {
    if (choices_ == nullptr || wanted.from->what != expectation::kind::error) return false;
    if (wanted.after_end && declares("end", "not_told") && k == seen.entries().size())
        return used.emplace_back("end=not_told"), true;
    const bool waits = case_.layout.prefix.gap > 0 && !wanted.after_end && is_framing_error(wanted.from->name) &&
                       case_.bytes.size() < wanted.due + case_.layout.prefix.gap && case_.end == ending::open;
    if (waits && k == seen.entries().size()) return used.emplace_back("reads=header"), true;
    return false;
}

/// Why the event came at a wrong time; empty where it did not.
std::string judge::untimely(const line& wanted, std::size_t came, const schedule& deliveries, taste& used) const {
    if (came < first_due(wanted, deliveries)) {
        if (!is_early_enough(wanted, came, deliveries)) return "EARLY: ";
        used.emplace_back("varint=refused_early");
        return {};
    }
    if (came <= last_due(wanted, deliveries)) return {};
    const bool is_refusal = wanted.from->what == expectation::kind::error || wanted.from->name == "excess";
    if (choices_ != nullptr && is_refusal && !wanted.after_end && case_.layout.prefix.gap > 0) {
        line with_gap = wanted;
        with_gap.due = std::min<std::uint64_t>(wanted.due + case_.layout.prefix.gap, case_.bytes.size());
        if (came <= last_due(with_gap, deliveries)) return used.emplace_back("reads=header"), std::string();
    }
    return "LATE: ";
}

/// What is done by choice: INFO where all of it was declared, else NONSTRICT.
void judge::grade(judgement& one) const {
    if (one.choices.empty() || one.result != verdict::pass) return;
    std::sort(one.choices.begin(), one.choices.end());
    one.choices.erase(std::unique(one.choices.begin(), one.choices.end()), one.choices.end());
    const auto is_declared = [&](const std::string& choice) {
        const auto equals = choice.find('=');
        return declares(choice.substr(0, equals), choice.substr(equals + 1));
    };
    one.result = std::all_of(one.choices.begin(), one.choices.end(), is_declared) ? verdict::info : verdict::nonstrict;
    if (!one.message.empty()) return;
    for (const std::string& choice : one.choices) one.message += (one.message.empty() ? "by choice: " : ", ") + choice;
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
    bool goes_on = false;
    for (const line& wanted : one.lines) {
        const likeness found = k < entries.size() ? compare(wanted, seen, entries[k], &result.choices) : likeness::none;
        if (found == likeness::none) {
            if (wanted.from->optional || is_left_out(wanted, seen, k, result.choices)) {
                ++result.expected;
                continue;
            }
            const std::string text = brief(to_string(*wanted.from));
            if (k == entries.size()) return failed("expected " + text + ", nothing came");
            return failed("expected " + text + ", came " + brief(seen.text(entries[k])));
        }
        if (when_ != timing::any) {
            const std::string when = untimely(wanted, entries[k].delivery, deliveries, result.choices);
            if (!when.empty()) return failed(when + brief(to_string(*wanted.from)));
        }
        if (found == likeness::nonstrict && result.message.empty())
            result.message = "expected " + brief(to_string(*wanted.from)) + ", came " + brief(seen.text(entries[k]));
        goes_on = wanted.from->what == expectation::kind::error && declares("after_error", "goes_on");
        ++k;
        ++result.expected;
    }
    if (k < entries.size() && goes_on) {
        result.choices.emplace_back("after_error=goes_on");
    } else if (k < entries.size()) {
        return failed("expected nothing more, came " + brief(seen.text(entries[k])));
    }
    result.shown = k;
    grade(result);
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
    if (best.result == verdict::info && best.message.empty())
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
