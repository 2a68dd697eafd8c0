// SPDX-License-Identifier: MIT
#include "report_html.hpp"

#include "report_junit.hpp"
#include "report_text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cleave::conformance {

namespace {

constexpr std::string_view style =
    R"(:root{color-scheme:light dark;--line:#8885;--soft:#8882;--pass:#2a8a3a;--warn:#b07a00;--bad:#c62828;--off:#888}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:72rem}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
p{margin:.3rem 0}.dim{color:var(--off)}code,pre,td.bytes{font:13px/1.5 ui-monospace,monospace}
pre{overflow-x:auto;background:var(--soft);padding:.5rem;border-radius:6px;margin:.4rem 0}
.scroll{overflow-x:auto}table{border-collapse:collapse;min-width:100%}
th,td{text-align:left;padding:.15rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
th.v,td.v{text-align:right}details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.3rem .6rem}
summary{cursor:pointer;overflow-wrap:anywhere}
.PASS{color:var(--pass)}.NONSTRICT,.INFO,.XFAIL{color:var(--warn)}.UNSUPPORTED{color:var(--off)}
.FAIL,.CRASH,.TIMEOUT,.XPASS,.SUITE-ERROR{color:var(--bad);font-weight:600}
.fault{background:#c6282826}.rule{border-left:3px solid var(--line);padding-left:.6rem}
.cut{color:var(--bad);font-weight:600}.pair{display:grid;gap:.6rem;grid-template-columns:1fr}
@media(min-width:50rem){.pair{grid-template-columns:1fr 1fr}}
td.text{overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}
)";

constexpr verdict columns[] = {verdict::pass,        verdict::nonstrict,  verdict::info,  verdict::fail,
                               verdict::crash,       verdict::timeout,    verdict::xfail, verdict::xpass,
                               verdict::unsupported, verdict::suite_error};

std::string tagged(verdict v) {
    const std::string name(to_string(v));
    return "<span class=\"" + name + "\">" + name + "</span>";
}

std::string anchor(std::size_t run, const case_result& one) { return "r" + std::to_string(run) + "-" + one.id; }

std::string summary(const report& all) {
    std::string text = "<div class=\"scroll\"><table><tr><th>subject</th>";
    for (const verdict v : columns) text += "<th class=\"v\">" + std::string(to_string(v)) + "</th>";
    text += "<th class=\"v\">MUST cases run</th><th class=\"v\">deliveries</th><th class=\"v\">proven</th></tr>\n";
    for (const run_result& run : all.runs) {
        const tally totals = tally_of(run);
        text += "<tr><td>" + xml_text(run.subject) + "</td>";
        for (const verdict v : columns)
            text += "<td class=\"v" + (totals[v] != 0 ? " " + std::string(to_string(v)) : "") + "\">" +
                    std::to_string(totals[v]) + "</td>";
        text += "<td class=\"v\">" + std::to_string(totals.must_run) + " of " + std::to_string(totals.must) +
                "</td><td class=\"v\">" + std::to_string(totals.deliveries) + "</td><td class=\"v\">" +
                std::to_string(totals.proven) + "</td></tr>\n";
    }
    return text + "</table></div>\n";
}

std::string lines_table(std::string_view title, const std::vector<shown_line>& lines, std::size_t deliveries) {
    std::string text = "<div><table><tr><th></th><th>" + std::string(title) + "</th></tr>\n";
    for (const shown_line& line : lines)
        text += std::string("<tr") + (line.is_fault ? " class=\"fault\"" : "") + "><td class=\"v\">" +
                (line.delivery >= deliveries ? "end" : std::to_string(line.delivery + 1)) + "</td><td class=\"text\">" +
                xml_text(shortened(readable(line.text), 2000)) + "</td></tr>\n";
    if (lines.empty()) text += "<tr><td></td><td class=\"dim\">nothing</td></tr>\n";
    return text + "</table></div>\n";
}

std::string bytes_view(const example& small) {
    std::string text = "<pre>";
    for (std::size_t i = 0; i < small.pieces.size(); ++i) {
        if (i == 64) {
            text += "... " + std::to_string(small.pieces.size() - i) + " more deliveries\n";
            break;
        }
        text += "<span class=\"cut\">delivery " + std::to_string(i + 1) + "</span>\n";
        for (const std::string& line : byte_lines(small.pieces[i], 32)) text += "  " + xml_text(line) + "\n";
    }
    if (small.end != "open") text += "<span class=\"cut\">" + small.end + "</span>\n";
    return text + "</pre>\n";
}

std::string failure_view(const case_result& one, std::size_t run, const std::string& subject, const suite& of) {
    std::string text = "<details open id=\"" + anchor(run, one) + "\"><summary>" + tagged(one.result) + " <b>" +
                       xml_text(one.id) + "</b> " + xml_text(subject) +
                       (one.failure && !one.failure->reader.empty() ? ", " + xml_text(one.failure->reader) : "") +
                       "<br>" + xml_text(one.message) + "</summary>\n<p>" + xml_text(one.about) + "</p>\n";
    for (const citation& cited : one.rules) {
        const rule* const found = of.find_rule(cited.rule);
        text += "<p class=\"rule\"><b>" + cited.rule + " " + cited.level + "</b> " +
                (found != nullptr ? xml_text(found->sentence) : "") + "</p>\n";
    }
    if (!one.failure) return text + "</details>\n";
    const example& small = *one.failure;
    if (small.is_shortened) text += "<p class=\"dim\">What is not needed of the stream is left out.</p>\n";
    text += bytes_view(small) + "<div class=\"pair\">" + lines_table("expected", small.expected, small.pieces.size()) +
            lines_table("came", small.came, small.pieces.size()) + "</div>\n<p>Again:</p><pre>" +
            xml_text(small.rerun) + "</pre>\n";
    if (!small.trace.empty())
        text += "<details><summary>As a trace</summary><pre>" + xml_text(shortened(small.trace, 8000)) +
                "</pre></details>\n";
    return text + "</details>\n";
}

/// What each subject made of each case, area by area.
std::string matrix(const report& all) {
    struct row {
        std::string about;
        std::vector<const case_result*> cells;
    };
    std::map<std::string, std::map<std::string, row>> areas;
    for (std::size_t i = 0; i < all.runs.size(); ++i)
        for (const case_result& one : all.runs[i].cases) {
            row& cases = areas[one.area][one.id];
            cases.about = one.about;
            cases.cells.resize(all.runs.size());
            cases.cells[i] = &one;
        }
    std::string text;
    for (const auto& [area, rows] : areas) {
        text += "<details><summary><b>" + xml_text(area) + "</b> " + std::to_string(rows.size()) +
                " cases</summary><div class=\"scroll\"><table><tr><th>case</th>";
        for (const run_result& run : all.runs) text += "<th>" + xml_text(run.subject) + "</th>";
        text += "</tr>\n";
        for (const auto& [id, cases] : rows) {
            text += "<tr><td>" + xml_text(id) + "<br><span class=\"dim\">" + xml_text(cases.about) + "</span></td>";
            for (std::size_t i = 0; i < all.runs.size(); ++i) {
                const case_result* const one = i < cases.cells.size() ? cases.cells[i] : nullptr;
                if (one == nullptr) {
                    text += "<td></td>";
                    continue;
                }
                const bool has_view = is_bad(one->result, all.runs[i].strict);
                text += "<td title=\"" + xml_text(one->message) + "\">" +
                        (has_view ? "<a href=\"#" + anchor(i, *one) + "\">" : "") + tagged(one->result) +
                        (has_view ? "</a>" : "") + (one->is_proven ? " <span class=\"dim\">proven</span>" : "") +
                        "</td>";
            }
            text += "</tr>\n";
        }
        text += "</table></div></details>\n";
    }
    return text;
}

} // namespace

std::string html_report(const report& all, const suite& of) {
    std::string text = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                       "<title>Conformance</title>\n<style>" +
                       std::string(style) + "</style></head><body>\n<h1>Conformance</h1>\n<p class=\"dim\">suite " +
                       all.version + " <code>" + all.suite_hash + "</code>";
    for (const run_result& run : all.runs)
        text += ", " + xml_text(run.subject) + " seed " + std::to_string(run.seed) +
                (run.shard.empty() ? "" : " shard " + run.shard);
    text += "</p>\n" + summary(all);
    std::string failures;
    for (std::size_t i = 0; i < all.runs.size(); ++i) {
        for (const case_result& one : all.runs[i].cases)
            if (is_bad(one.result, all.runs[i].strict)) failures += failure_view(one, i, all.runs[i].subject, of);
        for (const std::string& entry : all.runs[i].stale)
            failures += "<p class=\"FAIL\">stale: " + xml_text(entry) + "</p>\n";
    }
    if (!failures.empty()) text += "<h2>Failures</h2>\n" + failures;
    return text + "<h2>Cases</h2>\n" + matrix(all) + "</body></html>\n";
}

} // namespace cleave::conformance
