// SPDX-License-Identifier: MIT
#include "testee_answer.hpp"

#include "json_value.hpp"
#include "judge.hpp"

namespace cleave::conformance {

namespace {

/// What a testee says goes to terminals and pages: control characters become \\x1b and the like.
std::string printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string safe;
    for (const char c : text.substr(0, 1000)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f)
            safe += c;
        else
            safe += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
    }
    return safe;
}

} // namespace

void overrule(testee_profile& own, const testee_profile& given) {
    if (!given.layouts.empty()) own.layouts = given.layouts;
    json_text_writer to;
    to.begin_object();
    write_declarations(to, given.declared);
    std::string why;
    if (const auto fields = parse_json(to.end_object().text(), why)) (void)read_declarations(*fields, own.declared);
}

testee_profile read_profile_file(std::string_view text) {
    testee_profile profile;
    const auto parsed = parse_json(text, profile.fault);
    if (!parsed) return profile;
    if (parsed->string("format") != "cleave profile" || parsed->natural("version") != 1) {
        profile.fault = "expected a profile of version 1, as `cleave-conformance probe` writes it";
        return profile;
    }
    for (const json_value& one : parsed->array("layouts")) profile.layouts.push_back(one.text);
    profile.fault = read_declarations(*parsed, profile.declared);
    return profile;
}

std::optional<testee_profile> read_profile(std::string_view line) {
    std::string why;
    const auto answer = parse_json(line, why);
    if (!answer || answer->string("type") != "started") return std::nullopt;
    testee_profile profile;
    profile.name = printable(answer->string("name"));
    for (const json_value& role : answer->array("roles")) profile.roles.push_back(role.text);
    for (const json_value& feature : answer->array("features")) profile.features.push_back(feature.text);
    for (const json_value& one : answer->array("layouts")) profile.layouts.push_back(one.text);
    profile.gives_whole_frames = answer->string("frames") == "whole";
    profile.fault = read_declarations(*answer, profile.declared);
    return profile;
}

bool read_answer(std::string_view line, std::uint64_t seq, std::size_t deliveries, observation& seen) {
    const auto junk = [&](const std::string& text) {
        seen.clear();
        seen.ended(run_end::junk, printable(text));
        return false;
    };
    std::string why;
    const auto answer = parse_json(line, why);
    if (!answer) return junk("answer is no JSON: " + shortened(line, 60));
    const json_value* const given = answer->find("seq");
    if (given == nullptr || given->natural() != seq) return junk("answer to another run than the one asked for");
    if (const json_value* const reason = answer->find("unsupported")) {
        seen.ended(run_end::unsupported, printable(reason->text));
        return true;
    }
    if (answer->find("events") == nullptr || answer->find("events")->is != json_value::type::array)
        return junk("answer without events");
    std::uint64_t last = 0;
    for (const json_value& event : answer->array("events")) {
        const bool is_pair = event.is == json_value::type::array && event.items.size() == 2;
        const auto index = is_pair ? event.items[0].natural() : std::nullopt;
        if (!index || *index > deliveries || event.items[1].is != json_value::type::string)
            return junk("expected events as [delivery, \"text\"], the delivery from 0 to their number");
        if (*index < last) return junk("an event of an earlier delivery after one of a later");
        last = *index;
        seen.at_delivery(static_cast<std::size_t>(*index));
        if (const std::string fault = seen.add_text(event.items[1].text); !fault.empty())
            return junk(shortened(fault, 160));
    }
    return true;
}

} // namespace cleave::conformance
