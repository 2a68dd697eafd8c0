// SPDX-License-Identifier: MIT
#include "trace_json.hpp"

#include <cstdint>
#include <string_view>

namespace cleave::conformance {

namespace {

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

void write_expectation(json_text_writer& to, const expectation& one) {
    to.begin_object().field("text", to_string(one));
    switch (one.what) {
    case expectation::kind::event:
        to.field("kind", "event").field("name", one.name);
        write_strings(to, "arguments", one.arguments);
        write_fields(to, "attributes", one.attributes);
        break;
    case expectation::kind::error:
        to.field("kind", "error").field("code", one.name);
        if (one.at) to.field("at", *one.at);
        break;
    case expectation::kind::send: to.field("kind", "send").field("bytes", hex(one.bytes)); break;
    }
    to.field("due", one.due).flag("after_end", one.after_end).flag("optional", one.optional).end_object();
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
    to.field("splits", source.splits).field("bytes", hex(one.bytes));
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
    for (const trace& one : traces) {
        if (!one.retired.empty() || !unmet_need(one, asked_for, features).empty()) continue;
        const compiled result = compile(one, asked_for);
        if (result.error) {
            problems.push_back(to_string(*result.error));
            continue;
        }
        cases += (cases.empty() ? "\n  " : ",\n  ") + to_json(result.value);
    }
    return "{\"format\": \"cleave traces\", \"version\": 1, \"cases\": [" + cases + "\n]}\n";
}

} // namespace cleave::conformance
