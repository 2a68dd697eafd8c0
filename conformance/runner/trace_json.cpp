// SPDX-License-Identifier: MIT
#include "trace_json.hpp"

#include <cstdint>

namespace cleave::conformance {

namespace {

template <class List, class Write>
std::string array(const List& list, Write write) {
    std::string text = "[";
    for (const auto& one : list) text += (text.size() > 1 ? ", " : "") + write(one);
    return text + "]";
}

template <class Map, class Write>
std::string object(const Map& map, Write write) {
    std::string text = "{";
    for (const auto& [key, value] : map) text += (text.size() > 1 ? ", " : "") + json_string(key) + ": " + write(value);
    return text + "}";
}

std::string number(std::uint64_t value) { return std::to_string(value); }
std::string boolean(bool value) { return value ? "true" : "false"; }
std::string string(const std::string& value) { return json_string(value); }

std::string_view name_of(ending end) {
    switch (end) {
    case ending::open: return "open";
    case ending::eof: return "eof";
    case ending::reset: return "reset";
    }
    return "";
}

std::string_view name_of(length_counts counts) {
    switch (counts) {
    case length_counts::payload: return "payload";
    case length_counts::from_field: return "from_field";
    case length_counts::whole_frame: return "whole_frame";
    }
    return "";
}

std::string layout_json(const layout& one) {
    const prefix_layout& p = one.prefix;
    return "{\"name\": " + json_string(one.name) + ", \"width\": " + (p.is_varint() ? "\"varint\"" : number(p.width)) +
           ", \"order\": " + (p.order == std::endian::big ? "\"big\"" : "\"little\"") +
           ", \"signed\": " + boolean(p.is_signed) + ", \"counts\": " + json_string(name_of(p.counts)) +
           ", \"offset\": " + number(p.offset) + ", \"gap\": " + number(p.gap) +
           ", \"max_payload\": " + number(p.max_payload) + "}";
}

std::string expectation_json(const expectation& one) {
    std::string text = "{\"text\": " + json_string(to_string(one));
    switch (one.what) {
    case expectation::kind::event:
        text += ", \"kind\": \"event\", \"name\": " + json_string(one.name) +
                ", \"arguments\": " + array(one.arguments, string) +
                ", \"attributes\": " + object(one.attributes, string);
        break;
    case expectation::kind::error:
        text += ", \"kind\": \"error\", \"code\": " + json_string(one.name);
        if (one.at) text += ", \"at\": " + number(*one.at);
        break;
    case expectation::kind::send: text += ", \"kind\": \"send\", \"bytes\": \"" + hex(one.bytes) + "\""; break;
    }
    return text + ", \"due\": " + number(one.due) + ", \"after_end\": " + boolean(one.after_end) +
           ", \"optional\": " + boolean(one.optional) + "}";
}

} // namespace

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) >= ' ')
            out += c;
        else
            out += "\\u00" + hex({&c, 1});
    }
    return out + '"';
}

std::string to_json(const compiled_trace& one) {
    const trace& source = one.source;
    std::string text = "{\"id\": " + json_string(source.id) + ", \"about\": " + json_string(source.about) +
                       ", \"rev\": " + number(source.rev);
    text += ", \"rules\": " + array(source.rules, [](const citation& c) {
                return "{\"id\": " + json_string(c.rule) + ", \"level\": " + json_string(c.level) + "}";
            });
    text += ", \"role\": " + json_string(source.role) + ", \"layout\": " + layout_json(one.layout);
    text += ", \"needs\": " + array(source.needs, string) + ", \"flags\": " + array(source.flags, string);
    text += ", \"limits\": " + object(one.limits, number) + ", \"options\": " + object(one.options, string);
    text += ", \"splits\": " + json_string(source.splits) + ", \"bytes\": \"" + hex(one.bytes) + "\"";
    text += ", \"cuts\": " + array(one.cuts, number) + ", \"empties\": " + array(one.empties, number);
    text += ", \"together\": " +
            array(one.together, [](const byte_range& r) { return "[" + number(r.from) + ", " + number(r.to) + "]"; });
    text += ", \"marks\": " + object(one.marks, number) + ", \"end\": " + json_string(name_of(one.end));
    text +=
        ", \"outcomes\": " + array(one.outcomes, [](const outcome& o) {
            return "{\"grade\": " + json_string(o.grade) + ", \"events\": " + array(o.expected, expectation_json) + "}";
        });
    return text + "}";
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
