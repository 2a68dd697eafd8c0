// SPDX-License-Identifier: MIT
#include "report_junit.hpp"

#include "cleave/detail/utf8.hpp"
#include "report_text.hpp"

#include <algorithm>
#include <cstdio>

namespace cleave::conformance {

namespace {

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + xml_text(value) + "\"";
}

std::string seconds_text(double seconds) {
    char text[40];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return text;
}

std::string property(std::string_view name, std::string_view value) {
    return "<property" + attribute("name", name) + attribute("value", value) + "/>";
}

std::string details(const case_result& one) {
    if (!one.failure) return "";
    const example& small = *one.failure;
    std::string text = "\n";
    if (!small.reader.empty()) text += "reader: " + small.reader + "\n";
    for (std::size_t i = 0; i < small.pieces.size(); ++i)
        text += "delivery " + std::to_string(i + 1) + ": " + shortened(small.pieces[i], 400) + "\n";
    text += "end: " + small.end + "\n";
    for (const shown_line& line : small.expected)
        text += "expected " + std::to_string(line.delivery + 1) + ": " + shortened(readable(line.text), 400) + "\n";
    for (const shown_line& line : small.came)
        text += "came " + std::to_string(line.delivery + 1) + ": " + shortened(readable(line.text), 400) + "\n";
    return text + "again: " + small.rerun + "\n";
}

enum class outcome_tag { passed, failure, error, skipped };

outcome_tag tag_of(verdict v, bool strict) {
    switch (v) {
    case verdict::crash:
    case verdict::timeout:
    case verdict::suite_error: return outcome_tag::error;
    case verdict::fail:
    case verdict::xpass: return outcome_tag::failure;
    case verdict::nonstrict: return strict ? outcome_tag::failure : outcome_tag::passed;
    case verdict::xfail:
    case verdict::unsupported: return outcome_tag::skipped;
    case verdict::pass:
    case verdict::info: break;
    }
    return outcome_tag::passed;
}

std::string test_case(const case_result& one, bool strict) {
    std::string text = "    <testcase" + attribute("classname", one.area) + attribute("name", one.id) +
                       attribute("time", seconds_text(one.seconds)) + ">\n      <properties>";
    for (const citation& rule : one.rules) text += property("req", rule.rule + " " + rule.level);
    text += property("verdict", to_string(one.result)) + "</properties>\n";
    const std::string message =
        attribute("message", one.message) + attribute("type", std::string(to_string(one.result)));
    switch (tag_of(one.result, strict)) {
    case outcome_tag::passed: break;
    case outcome_tag::failure:
        text += "      <failure" + message + ">" + xml_text(details(one)) + "</failure>\n";
        break;
    case outcome_tag::error: text += "      <error" + message + ">" + xml_text(details(one)) + "</error>\n"; break;
    case outcome_tag::skipped:
        text +=
            "      <skipped" + attribute("message", std::string(to_string(one.result)) + ": " + one.message) + "/>\n";
        break;
    }
    return text + "    </testcase>\n";
}

std::string suite_element(const report& all, const run_result& run) {
    std::size_t counts[4] = {};
    std::string cases;
    for (const case_result& one : run.cases) {
        ++counts[static_cast<std::size_t>(tag_of(one.result, run.strict))];
        cases += test_case(one, run.strict);
    }
    for (const std::string& entry : run.stale) {
        ++counts[static_cast<std::size_t>(outcome_tag::failure)];
        cases += "    <testcase" + attribute("classname", "known-failures") + attribute("name", entry) +
                 " time=\"0\"><failure" + attribute("message", "stale: " + entry) + "/></testcase>\n";
    }
    const auto count = [&](outcome_tag tag) { return std::to_string(counts[static_cast<std::size_t>(tag)]); };
    return "  <testsuite" + attribute("name", run.subject) +
           attribute("tests", std::to_string(run.cases.size() + run.stale.size())) +
           attribute("failures", count(outcome_tag::failure)) + attribute("errors", count(outcome_tag::error)) +
           attribute("skipped", count(outcome_tag::skipped)) + attribute("time", seconds_text(run.seconds)) +
           ">\n    <properties>" + property("suite-version", all.version) + property("suite-hash", all.suite_hash) +
           property("seed", std::to_string(run.seed)) + property("shard", run.shard) + "</properties>\n" + cases +
           "  </testsuite>\n";
}

} // namespace

namespace {

/// Whether XML can say it, and a terminal that shows the XML is not spoken to.
bool is_xml_character(char32_t c) {
    const bool is_control = c < ' ' || (c >= 0x7f && c < 0xa0);
    return !is_control && c != 0xfffe && c != 0xffff;
}

} // namespace

std::string xml_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const detail::utf8_char next = detail::decode_utf8(text);
        const std::size_t size = std::max<std::size_t>(next.bytes, 1);
        switch (next.code_point) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "&#10;"; break;
        default: out += next.bytes != 0 && is_xml_character(next.code_point) ? text.substr(0, size) : "?";
        }
        text.remove_prefix(size);
    }
    return out;
}

std::string junit_report(const report& all) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                       attribute("name", "cleave-conformance " + all.version + " " + all.suite_hash) + ">\n";
    for (const run_result& run : all.runs) text += suite_element(all, run);
    return text + "</testsuites>\n";
}

} // namespace cleave::conformance
