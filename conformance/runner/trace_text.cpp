// SPDX-License-Identifier: MIT
#include "trace_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleave::conformance {

namespace {

constexpr std::size_t widest_line = 112;
constexpr std::size_t longest_atom = 48; // bytes
constexpr std::size_t shortest_text = 4; // what is shorter stands among hexadecimal digits

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

std::string text_atom(std::string_view text) {
    const bool needs_escapes = text.find('"') != std::string_view::npos || text.find('\\') != std::string_view::npos;
    if (needs_escapes && text.find('`') == std::string_view::npos && text.find('\n') == std::string_view::npos)
        return "`" + std::string(text) + "`";
    return text_literal(text);
}

/// Bytes as atoms: what reads as text as such, all else in hexadecimal digits.
std::vector<std::string> atoms_of(std::string_view bytes) {
    std::vector<std::string> atoms;
    const auto add = [&](std::string_view run, bool is_text) {
        for (; !run.empty(); run.remove_prefix(std::min(run.size(), longest_atom))) {
            const std::string_view piece = run.substr(0, longest_atom);
            atoms.push_back(is_text ? text_atom(piece) : hex_literal(piece));
        }
    };
    std::size_t from = 0; // of bytes that are not written yet
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t end = at;
        while (end < bytes.size() && (is_printable(bytes[end]) || (end > at && bytes[end] == '\n'))) ++end;
        const bool is_all = at == 0 && end == bytes.size();
        if (end - at >= shortest_text || (end > at && is_all)) {
            add(bytes.substr(from, at - from), false);
            add(bytes.substr(at, end - at), true);
            from = end;
        }
        at = std::max(end, at + 1);
    }
    add(bytes.substr(from), false);
    return atoms;
}

void write_expectation(body_text& into, const expectation& event, bool always_says_due) {
    const bool is_earlier = event.due < into.at() && !event.after_end;
    const std::string due = is_earlier || always_says_due ? " due=" + std::to_string(event.due) : "";
    switch (event.what) {
    case expectation::kind::send: return into.send(event.bytes);
    case expectation::kind::error:
        return into.line("! " + event.name + (event.at ? " at=" + std::to_string(*event.at) : "") + due);
    case expectation::kind::event: return into.line((event.optional ? "=? " : "= ") + to_string(event) + due);
    }
}

bool are_alike(const expectation& a, const expectation& b) {
    return to_string(a) == to_string(b) && a.optional == b.optional && a.due == b.due && a.after_end == b.after_end;
}

/// With how many of the same events all ways to end well begin.
std::size_t common_events(const std::vector<outcome>& ways) {
    std::size_t common = ways[0].expected.size();
    for (const outcome& each : ways) {
        const auto differs = std::ranges::mismatch(each.expected, ways[0].expected, are_alike);
        common = std::min(common, static_cast<std::size_t>(differs.in1 - each.expected.begin()));
    }
    return common;
}

std::string body_of(const compiled_trace& one, const schedule& deliveries) {
    body_text text(one.bytes, deliveries);
    bool has_ended = false;
    const auto end = [&] {
        text.bytes_to(one.bytes.size());
        if (one.end != ending::open) text.line(one.end == ending::eof ? "> eof" : "> reset");
        has_ended = true;
    };
    const auto write = [&](const expectation& event) {
        if (event.after_end && !has_ended) end();
        if (!has_ended) text.bytes_to(static_cast<std::size_t>(event.due));
        write_expectation(text, event, has_ended && !event.after_end);
    };
    const std::size_t common = common_events(one.outcomes);
    for (std::size_t i = 0; i < common; ++i) write(one.outcomes[0].expected[i]);
    if (!has_ended) end();
    if (one.outcomes.size() == 1) return text.take();
    for (const outcome& each : one.outcomes) {
        text.line("alt " + each.grade + " {");
        for (std::size_t i = common; i < each.expected.size(); ++i) write(each.expected[i]);
        text.line("}");
    }
    return text.take();
}

} // namespace

void body_text::put(const std::string& atom) {
    // What must be sent stays in one line: where that is datagrams, each line is one.
    const bool is_wide = text_.size() - line_from_ + atom.size() + 1 > widest_line;
    if (in_line_ && is_wide && direction_ == '>') close_line();
    if (!in_line_) {
        line_from_ = text_.size();
        text_ += direction_;
    }
    text_ += " " + atom;
    in_line_ = true;
}

void body_text::put_bytes(std::string_view bytes) {
    for (const std::string& atom : atoms_of(bytes)) put(atom);
}

void body_text::close_line() {
    if (in_line_) text_ += "\n";
    in_line_ = false;
}

void body_text::bytes_to(std::size_t to) {
    while (at_ < to || (next_ < ends_.size() && ends_[next_] == at_ && at_ == bytes_.size())) {
        if (next_ < ends_.size() && ends_[next_] == at_) {
            const bool is_last = next_ + 1 == ends_.size();
            if (next_ == 0 ? at_ == 0 : ends_[next_ - 1] == at_)
                put("empty");
            else if (!is_last)
                put("|");
            ++next_;
            continue;
        }
        const std::size_t until = next_ < ends_.size() ? std::min(to, ends_[next_]) : to;
        put_bytes(bytes_.substr(at_, until - at_));
        at_ = until;
    }
}

void body_text::line(std::string_view text) {
    close_line();
    text_.append(text).append("\n");
}

void body_text::send(std::string_view bytes) {
    close_line();
    direction_ = '<';
    put_bytes(bytes);
    if (bytes.empty()) put("\"\"");
    close_line();
    direction_ = '>';
}

std::string body_text::take() {
    close_line();
    return std::move(text_);
}

std::string to_text(const prefix_layout& layout) {
    std::string text = "width=" + (is_varint(layout) ? "varint" : std::to_string(layout.width));
    text += layout.order == std::endian::big ? ",order=big" : ",order=little";
    if (layout.is_signed) text += ",signed";
    if (layout.counts == length_counts::from_field) text += ",counts=from_field";
    if (layout.counts == length_counts::whole_frame) text += ",counts=whole_frame";
    if (layout.offset != 0) text += ",offset=" + std::to_string(layout.offset);
    if (layout.gap != 0) text += ",gap=" + std::to_string(layout.gap);
    return text;
}

std::string to_trace(const compiled_trace& one, const schedule& deliveries, const std::string& id) {
    std::string text = "trace 1\nid: " + id + "\nabout: " + one.source.about + "\nreq: ";
    for (std::size_t i = 0; i < one.source.rules.size(); ++i)
        text += (i == 0 ? "" : ", ") + one.source.rules[i].rule + " " + one.source.rules[i].level;
    text += "\nrole: " + one.source.role + "\n";
    const bool is_framing = one.source.role == "frame_decoder" || one.source.role == "frame_encoder";
    if (is_framing) text += "layout: " + to_text(one.layout.prefix) + "\n";
    std::string limits;
    for (const auto& [name, value] : one.limits)
        limits += (limits.empty() ? "" : ", ") + name + "<=" + std::to_string(value);
    if (!limits.empty()) text += "limits: " + limits + "\n";
    for (const auto& [name, value] : one.options)
        text += name + ": " + (name == "format" ? text_literal(value) : value.empty() ? "\"\"" : value) + "\n";
    text += "splits: exact\norigin: " + one.source.id + ", made smaller\nrev: 1\n--\n";
    return text + body_of(one, deliveries);
}

} // namespace cleave::conformance
