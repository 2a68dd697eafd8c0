// SPDX-License-Identifier: MIT
#include "trace_json.hpp"

#include "byte_parts.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave::conformance {

namespace {

constexpr std::size_t longest_plain = 256;       // bytes in hexadecimal, not in parts
constexpr std::size_t longest_case = 256 * 1024; // bytes of JSON: a file that is quickly read

template <class List, class Write>
void write_array(json_text_writer& to, std::string_view name, const List& list, Write write) {
    to.key(name).begin_array();
    for (const auto& one : list) write(one);
    to.end_array();
}

template <class List>
void write_strings(json_text_writer& to, std::string_view name, const List& list) {
    write_array(to, name, list, [&](const std::string& one) { to.string(one); });
}

template <class List>
void write_numbers(json_text_writer& to, std::string_view name, const List& list) {
    write_array(to, name, list, [&](std::uint64_t one) { to.number(one); });
}

/// Bytes as hexadecimal; long ones in the parts that they are made of.
void write_bytes(json_text_writer& to, std::string_view bytes) {
    if (bytes.size() <= longest_plain) {
        to.string(hex(bytes));
        return;
    }
    to.begin_array();
    for (const byte_part& one : byte_parts(bytes)) {
        if (one.what == byte_part::kind::literal)
            to.string(hex(one.bytes));
        else if (one.what == byte_part::kind::repeated)
            to.begin_object().field("repeat", hex(one.bytes)).field("count", one.count).end_object();
        else
            to.begin_object().field("seed", std::to_string(one.seed)).field("count", one.count).end_object();
    }
    to.end_array();
}

/// A canonical value; where it is long bytes, their parts.
void write_value(json_text_writer& to, const std::string& value) {
    if (!value.starts_with("x\"") || value.size() <= 2 * longest_plain + 3)
        to.string(value);
    else
        write_bytes(to, from_hex(std::string_view(value).substr(2, value.size() - 3)));
}

/// What is not written is empty or false.
void write_event(json_text_writer& to, const expectation& one) {
    to.field("kind", "event").field("name", one.name);
    if (!one.arguments.empty())
        write_array(to, "arguments", one.arguments, [&](const std::string& value) { write_value(to, value); });
    if (one.attributes.empty()) return;
    to.key("attributes").begin_object();
    for (const auto& [key, value] : one.attributes) write_value(to.key(key), value);
    to.end_object();
}

void write_expectation(json_text_writer& to, const expectation& one) {
    to.begin_object();
    switch (one.what) {
    case expectation::kind::event: write_event(to, one); break;
    case expectation::kind::error:
        to.field("kind", "error").field("code", one.name);
        if (one.at) to.field("at", *one.at);
        break;
    case expectation::kind::send: write_bytes(to.field("kind", "send").key("bytes"), one.bytes); break;
    }
    to.field("due", one.due);
    if (one.after_end) to.flag("after_end", true);
    if (one.optional) to.flag("optional", true);
    to.end_object();
}

void write_trace(json_text_writer& to, const compiled_trace& one) {
    const trace& source = one.source;
    to.begin_object().field("id", source.id).field("about", source.about).field("rev", source.rev);
    write_array(to, "rules", source.rules,
                [&](const citation& c) { to.begin_object().field("id", c.rule).field("level", c.level).end_object(); });
    to.field("role", source.role);
    write_layout(to, one.layout);
    write_strings(to, "needs", source.needs);
    write_strings(to, "flags", source.flags);
    write_fields(to, "limits", one.limits);
    write_fields(to, "options", one.options);
    write_bytes(to.field("splits", source.splits).key("bytes"), one.bytes);
    write_numbers(to, "cuts", one.cuts);
    write_numbers(to, "empties", one.empties);
    write_array(to, "together", one.together,
                [&](const byte_range& r) { to.begin_array().number(r.from).number(r.to).end_array(); });
    write_fields(to, "marks", one.marks);
    to.field("end", to_string(one.end));
    write_array(to, "outcomes", one.outcomes, [&](const outcome& o) {
        to.begin_object().field("grade", o.grade);
        write_array(to, "events", o.expected, [&](const expectation& e) { write_expectation(to, e); });
        to.end_object();
    });
    to.end_object();
}

} // namespace

void write_layout(json_text_writer& to, const layout& one) {
    const prefix_layout& p = one.prefix;
    to.key("layout").begin_object().field("name", one.name).key("width");
    is_varint(p) ? to.string("varint") : to.number(p.width);
    to.field("order", p.order == std::endian::big ? "big" : "little").flag("signed", p.is_signed);
    to.field("counts", to_string(p.counts)).field("offset", p.offset).field("gap", p.gap);
    to.field("max_payload", payload_limit(p)).end_object();
}

std::string to_json(const compiled_trace& one) {
    json_text_writer to;
    write_trace(to, one);
    return to.text();
}

std::string vectors_json(const std::vector<trace>& traces, const layout& asked_for,
                         const std::vector<std::string>& features, std::vector<std::string>& problems) {
    std::string cases;
    std::string left_out;
    for (const trace& one : traces) {
        if (!one.retired.empty() || !unmet_need(one, asked_for, features).empty()) continue;
        const compiled result = compile(one, asked_for);
        if (result.error) {
            problems.push_back(to_string(*result.error));
            continue;
        }
        const std::string text = to_json(result.value);
        if (text.size() > longest_case)
            left_out += (left_out.empty() ? "" : ", ") + json_string(one.id);
        else
            cases += (cases.empty() ? "\n  " : ",\n  ") + text;
    }
    return "{\"format\": \"cleave traces\", \"schemaVersion\": 2, \"suiteVersion\": \"" CLEAVE_VERSION
           "\", \"leftOut\": [" +
           left_out + "], \"cases\": [" + cases + "\n]}\n";
}

} // namespace cleave::conformance
