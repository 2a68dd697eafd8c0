// SPDX-License-Identifier: MIT
#include "report_html.hpp"

#include "report_badge.hpp"
#include "report_junit.hpp"
#include "report_text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cleave::conformance {

namespace {

constexpr std::string_view style =
    R"(:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1d2430;--dim:#667085;--line:#dfe3ea;--soft:#eef1f5;
--good:#1a7f4b;--good-soft:#d5efe0;--warn:#966300;--warn-soft:#fdf0cf;--bad:#c0262d;--bad-soft:#fbdcdc;--off:#a3abba;--link:#2457c5}
@media(prefers-color-scheme:dark){:root{--page:#12161d;--card:#1b212b;--text:#e4e8ef;--dim:#98a2b3;--line:#303947;--soft:#262e3a;
--good:#58c98b;--good-soft:#173d2a;--warn:#e0ac45;--warn-soft:#40331a;--bad:#ff7b7b;--bad-soft:#4d2226;--off:#667085;--link:#8db1ff}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--text);background:var(--page);
margin:0 auto;padding:1.5rem 1rem 4rem;max-width:68rem;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2;margin:0}h2{font-size:1.2rem;margin:2.2rem 0 .7rem}p{margin:.35rem 0}a{color:var(--link);text-decoration:none}
.dim{color:var(--dim)}.mono,code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.off{color:var(--off)}
.card,details{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:.6rem 0}
.subjects{display:grid;gap:.7rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));margin-top:1.2rem}
.subjects .card{margin:0;padding:.8rem 1rem}.subjects .old{filter:grayscale(1);opacity:.6}.name{font-weight:650;font-size:1.05rem;display:flex;justify-content:space-between;gap:.5rem}
.bar{display:flex;height:.5rem;border-radius:.25rem;overflow:hidden;background:var(--soft);margin:.6rem 0}
.bar i{display:block;min-width:2px}.bar .good{background:var(--good)}.bar .warn{background:var(--warn)}.bar .bad{background:var(--bad)}.bar .off{background:var(--line)}
.tag{display:inline-block;border-radius:6px;padding:0 .45rem;font-size:.78rem;font-weight:650;line-height:1.5rem;white-space:nowrap}
.tag.good{background:var(--good-soft)}.tag.warn{background:var(--warn-soft)}.tag.bad{background:var(--bad-soft)}.tag.off{background:var(--soft)}
summary{cursor:pointer;padding:.6rem .9rem;list-style:none;display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline}
summary::-webkit-details-marker{display:none}summary::before{content:"\25B8";color:var(--dim);width:.8rem}details[open]>summary::before{content:"\25BE"}
summary .what{flex:1 1 12rem;min-width:0}
.inside{padding:0 .9rem .8rem}.inside details{background:none}
.rule{border-left:3px solid var(--line);padding-left:.7rem;margin:.5rem 0}
.deliveries{display:grid;grid-template-columns:max-content minmax(0,1fr);margin:.8rem 0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.deliveries b{background:var(--soft);color:var(--dim);font-weight:600;padding:.3rem .7rem;font-size:.8rem}
.deliveries div{padding:.3rem .7rem;display:grid;grid-template-columns:max-content max-content;gap:0 1.5rem;overflow-x:auto}
.deliveries b+div:not(:nth-child(2)),.deliveries b:not(:first-child){border-top:2px dashed var(--line)}
.deliveries code{white-space:pre;line-height:1.55}.deliveries .chars{color:var(--dim)}
.pair{display:grid;align-items:start;gap:.6rem 1.2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr))}
.pair table,.events{width:100%}.events th{color:var(--dim);font-weight:600;font-size:.8rem}
table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .6rem;border-top:1px solid var(--line);vertical-align:top}
tr:first-child>th{border-top:0}td.at{color:var(--dim);font-size:.8rem;width:2.6rem;white-space:nowrap}
.fault td{background:var(--bad-soft)}
pre{overflow-x:auto;background:var(--soft);padding:.6rem .8rem;border-radius:8px;margin:.5rem 0;font-size:.82rem;white-space:pre-wrap}
.matrix{width:100%}.matrix th{font-size:.82rem}.matrix th.subject,.matrix td.cell{text-align:center;width:6.2rem;padding:.25rem .3rem}
.matrix td.cell.good{background:var(--good-soft)}.matrix td.cell.warn{background:var(--warn-soft)}.matrix td.cell.bad{background:var(--bad-soft)}
.matrix td.cell{font-size:.74rem;font-weight:600;border-left:3px solid var(--card);vertical-align:middle}.matrix td.cell a{color:inherit}
.matrix tr.all td{font-weight:600}.matrix .id{font-weight:550}.cited{font-size:.72rem;font-weight:600;color:var(--off);white-space:nowrap}
.rules td.count{text-align:right;white-space:nowrap;color:var(--dim)}.rules details{border:0;margin:0}.rules summary{padding:0;font-size:.85rem;color:var(--dim)}
.chips{display:flex;flex-wrap:wrap;gap:.25rem;padding:.3rem 0}.chips code{background:var(--soft);border-radius:5px;padding:0 .4rem}
@media(max-width:44rem){body{padding:1rem .7rem 3rem;font-size:14.5px}th,td{padding:.25rem .4rem}
.deliveries div{grid-template-columns:minmax(0,1fr)}.deliveries code{white-space:pre-wrap;font-size:.76rem}.deliveries .chars{padding-bottom:.2rem}
.matrix .about{display:none}.matrix th.subject,.matrix td.cell{width:2.6rem}.matrix th.subject{writing-mode:vertical-rl;transform:rotate(180deg);padding:.4rem .2rem}
.matrix td.cell .long{display:none}.matrix td.cell .short{display:inline}.inside{padding:0 .6rem .6rem}}
@media(min-width:44.01rem){.matrix td.cell .short{display:none}}
)";

/// How bad, for colours.
std::string_view mood_of(verdict v) {
    switch (v) {
    case verdict::pass: return "good";
    case verdict::nonstrict:
    case verdict::info:
    case verdict::xfail: return "warn";
    case verdict::fail:
    case verdict::crash:
    case verdict::timeout:
    case verdict::xpass:
    case verdict::suite_error: return "bad";
    case verdict::unsupported: return "off";
    }
    return "";
}

/// What stands for a verdict where there is little room.
std::string_view sign_of(verdict v) {
    switch (v) {
    case verdict::pass: return "\xe2\x9c\x93";
    case verdict::nonstrict: return "~";
    case verdict::info: return "i";
    case verdict::xfail: return "x";
    case verdict::fail: return "\xe2\x9c\x97";
    case verdict::crash: return "\xe2\x80\xa0";
    case verdict::timeout: return "\xe2\x8f\xb1";
    case verdict::xpass: return "!";
    case verdict::suite_error: return "??";
    case verdict::unsupported: return "\xe2\x80\x93";
    }
    return "";
}

constexpr verdict best_first[] = {verdict::pass,        verdict::nonstrict,  verdict::info,  verdict::xfail,
                                  verdict::xpass,       verdict::fail,       verdict::crash, verdict::timeout,
                                  verdict::suite_error, verdict::unsupported};

std::string tagged(verdict v) {
    return "<span class=\"tag " + std::string(mood_of(v)) + "\">" + std::string(to_string(v)) + "</span>";
}

/// A sentence of SPEC.md: what stands in backticks is code.
std::string sentence_html(std::string_view sentence) {
    std::string html;
    bool is_code = false;
    for (std::size_t from = 0; from <= sentence.size();) {
        const std::size_t to = std::min(sentence.find('`', from), sentence.size());
        html += xml_text(sentence.substr(from, to - from));
        if (to < sentence.size()) html += (is_code = !is_code) ? "<code>" : "</code>";
        from = to + 1;
    }
    return is_code ? html + "</code>" : html;
}

std::string anchor(std::size_t run, const case_result& one) { return "r" + std::to_string(run) + "-" + one.id; }

std::string counted(std::uint64_t count, std::string_view what) {
    return with_commas(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string subject_card(const run_result& run) {
    const tally totals = tally_of(run);
    std::size_t bad = run.stale.size();
    for (const case_result& one : run.cases) bad += is_bad(one.result, run.strict) ? 1 : 0;
    const std::size_t ran = totals.cases() - totals[verdict::unsupported];
    const std::string state = bad != 0   ? "<span class=\"tag bad\">" + std::to_string(bad) + " bad</span>"
                              : ran == 0 ? "<span class=\"tag off\">nothing run</span>"
                                         : "<span class=\"tag good\">all well</span>";
    std::string text = "<div class=\"card" + std::string(is_old(run.date, today()) ? " old" : "") +
                       "\"><div class=\"name\"><span>" + xml_text(run.subject) + "</span>" + state +
                       "</div><div class=\"bar\">";
    for (const verdict v : best_first)
        if (totals[v] != 0)
            text +=
                "<i class=\"" + std::string(mood_of(v)) + "\" style=\"flex:" + std::to_string(totals[v]) + "\"></i>";
    text += "</div><p>";
    std::string counts;
    for (const verdict v : best_first)
        if (totals[v] != 0)
            counts += (counts.empty() ? "" : ", ") + std::string("<span class=\"") + std::string(mood_of(v)) + "\">" +
                      std::to_string(totals[v]) + " " + std::string(to_string(v)) + "</span>";
    text += counts + "</p><p class=\"dim\">ran " + std::to_string(totals.must_run) + " of " +
            counted(totals.must, "MUST case") + "; " + with_commas(totals.deliveries) + " deliveries";
    if (totals.proven != 0) text += "; " + counted(totals.proven, "case") + " proven for every delivery";
    if (!run.shard.empty()) text += "; shard " + run.shard;
    if (!run.suite_hash.empty()) text += "; suite <code>" + xml_text(run.suite_hash) + "</code>";
    if (!run.date.empty()) text += "; " + xml_text(age_text(run.date, today()));
    return text + "</p></div>\n";
}

std::string events_table(std::string_view title, const std::vector<shown_line>& lines, std::size_t deliveries) {
    std::string text = "<table class=\"events\"><tr><th></th><th>" + std::string(title) + "</th></tr>\n";
    for (const shown_line& line : lines)
        text += std::string("<tr") + (line.is_fault ? " class=\"fault\"" : "") + "><td class=\"at\">" +
                (line.delivery >= deliveries ? "end" : std::to_string(line.delivery + 1)) + "</td><td class=\"mono\">" +
                xml_text(shortened(readable(line.text), 2000)) + "</td></tr>\n";
    if (lines.empty()) text += "<tr><td class=\"at\"></td><td class=\"dim\">nothing</td></tr>\n";
    return text + "</table>\n";
}

/// The bytes of each delivery: digits, and the characters beside or below them.
std::string deliveries_view(const example& small) {
    constexpr std::size_t most_deliveries = 64;
    std::string text = "<div class=\"deliveries\">";
    for (std::size_t i = 0; i < std::min(small.pieces.size(), most_deliveries); ++i) {
        text += "<b>delivery " + std::to_string(i + 1) + "</b><div>";
        for (const std::string& line : byte_lines(small.pieces[i], 32)) {
            const std::size_t behind = std::min(line.size(), digits_width);
            std::string digits = line.substr(0, behind);
            while (digits.ends_with(' ')) digits.pop_back();
            text += "<code>" + xml_text(digits) + "</code><code class=\"chars\">" +
                    xml_text(line.substr(std::min(line.size(), behind + 1))) + "</code>";
        }
        text += "</div>";
    }
    if (small.pieces.size() > most_deliveries)
        text += "<b>...</b><div>" + std::to_string(small.pieces.size() - most_deliveries) + " more deliveries</div>";
    if (small.pieces.empty()) text += "<b>none</b><div>the stream has no bytes</div>";
    if (small.end != "open")
        text += std::string("<b>end</b><div>") +
                (small.end == "eof" ? "the stream ends in good order" : "the stream is reset") + "</div>";
    return text + "</div>\n";
}

std::string failure_view(const case_result& one, std::size_t run, const std::string& subject, const suite& of,
                         bool is_open) {
    std::string text = std::string("<details") + (is_open ? " open" : "") + " id=\"" + anchor(run, one) +
                       "\"><summary>" + tagged(one.result) + "<span class=\"what\"><b>" + xml_text(one.id) + "</b> " +
                       xml_text(one.message) + "</span><span class=\"dim\">" + xml_text(subject) +
                       (one.failure && !one.failure->reader.empty() ? ", " + xml_text(one.failure->reader) : "") +
                       "</span></summary>\n<div class=\"inside\"><p>" + xml_text(one.about) + "</p>\n";
    for (const citation& cited : one.rules) {
        const rule* const found = of.find_rule(cited.rule);
        text += "<p class=\"rule\"><b>" + xml_text(cited.rule) + "</b> " +
                (found != nullptr ? sentence_html(found->sentence) : "") + "</p>\n";
    }
    if (!one.failure) return text + "</div></details>\n";
    const example& small = *one.failure;
    text += deliveries_view(small);
    if (small.is_shortened) text += "<p class=\"dim\">What is not needed of the case's stream is left out.</p>\n";
    text += "<div class=\"pair\">" + events_table("expected", small.expected, small.pieces.size()) +
            events_table("came", small.came, small.pieces.size()) + "</div>\n<p class=\"dim\">To play exactly this " +
            "again:</p><pre>" + xml_text(small.rerun) + "</pre>\n";
    if (!small.trace.empty())
        text += "<details><summary><span>As a trace</span></summary><div class=\"inside\"><pre>" +
                xml_text(shortened(small.trace, 8000)) + "</pre></div></details>\n";
    return text + "</div></details>\n";
}

std::string cell(const case_result* one, std::size_t run, bool strict) {
    if (one == nullptr) return "<td class=\"cell\"></td>";
    const bool has_view = is_bad(one->result, strict);
    const std::string sign(sign_of(one->result));
    const std::string long_text = one->result == verdict::pass          ? sign + (one->is_proven ? " proven" : "")
                                  : one->result == verdict::unsupported ? sign
                                                                        : std::string(to_string(one->result));
    std::string text = "<span class=\"short\">" + sign + "</span><span class=\"long\">" + long_text + "</span>";
    if (has_view) text = "<a href=\"#" + anchor(run, *one) + "\">" + text + "</a>";
    return "<td class=\"cell " + std::string(mood_of(one->result)) + "\" title=\"" +
           xml_text(one->message.empty() ? to_string(one->result) : one->message) + "\">" + text + "</td>";
}

/// What each subject made of each case, area by area.
class matrix {
  public:
    explicit matrix(const report& all) : all_(all) {
        for (std::size_t i = 0; i < all.runs.size(); ++i)
            for (const case_result& one : all.runs[i].cases) {
                row& cases = areas_[one.area][one.id];
                cases.one = &one;
                cases.cells.resize(all.runs.size());
                cases.cells[i] = &one;
            }
    }

    std::string html() const {
        std::string text;
        for (const auto& [area, rows] : areas_) text += area_html(area, rows);
        return text;
    }

  private:
    struct row {
        const case_result* one = nullptr;
        std::vector<const case_result*> cells;
    };
    using area_rows = std::map<std::string, row>;

    std::string area_html(const std::string& area, const area_rows& cases) const {
        std::size_t bad = 0;
        for (const auto& [id, one] : cases)
            for (std::size_t i = 0; i < all_.runs.size(); ++i)
                bad +=
                    i < one.cells.size() && one.cells[i] != nullptr && is_bad(one.cells[i]->result, all_.runs[i].strict)
                        ? 1
                        : 0;
        std::string text = std::string("<details") + (bad != 0 ? " open" : "") + "><summary><span class=\"what\"><b>" +
                           xml_text(area) + "</b> <span class=\"dim\">" + counted(cases.size(), "case") +
                           "</span></span>" +
                           (bad != 0 ? "<span class=\"tag bad\">" + std::to_string(bad) + " bad</span>"
                                     : std::string("<span class=\"tag good\">all well</span>")) +
                           "</summary><div class=\"inside\"><table class=\"matrix\"><tr><th>case</th>";
        for (const run_result& run : all_.runs) text += "<th class=\"subject\">" + xml_text(run.subject) + "</th>";
        text += "</tr>\n";
        for (const auto& [id, one] : cases) text += row_html(id, one);
        return text + "</table></div></details>\n";
    }

    std::string row_html(const std::string& id, const row& one) const {
        std::string cited;
        for (const citation& each : one.one->rules)
            cited += " <span class=\"cited\">" + xml_text(each.rule) + "</span>";
        std::string text = "<tr><td><span class=\"id\">" + xml_text(id) + "</span><br><span class=\"dim about\">" +
                           xml_text(one.one->about) + "</span>" + cited + "</td>";
        for (std::size_t i = 0; i < all_.runs.size(); ++i)
            text += cell(i < one.cells.size() ? one.cells[i] : nullptr, i, all_.runs[i].strict);
        return text + "</tr>\n";
    }

    const report& all_;
    std::map<std::string, area_rows> areas_;
};

std::string chips(const std::vector<std::string>& words) {
    std::string text = "<div class=\"chips\">";
    for (const std::string& word : words) text += "<code>" + xml_text(word) + "</code>";
    return text + "</div>";
}

/// `FRAME` of FRAME-LEN-2.
std::string family_of(const std::string& rule) { return rule.substr(0, rule.find('-')); }

/// Rule by rule: the cases that test it, and the known faults that they find.
std::string rules_view(const rule_table& table) {
    std::map<std::string, std::size_t> sizes;
    for (const rule_table::row& row : table.rows) ++sizes[family_of(row.of.id)];
    std::string text;
    std::string family;
    for (const rule_table::row& row : table.rows) {
        if (family_of(row.of.id) != family) {
            if (!family.empty()) text += "</table></div></details>\n";
            family = family_of(row.of.id);
            text += "<details><summary><span class=\"what\"><b>" + family + "</b> <span class=\"dim\">" +
                    counted(sizes[family], "rule") +
                    "</span></span></summary><div class=\"inside\"><table class=\"rules\">\n";
        }
        text += "<tr><td><b>" + row.of.id + "</b><br>" + sentence_html(row.of.sentence);
        if (!row.cases.empty())
            text += "<details><summary><span>" + counted(row.cases.size(), "case") + "</span></summary>" +
                    chips(row.cases) + "</details>";
        if (!row.mutants.empty())
            text += "<details><summary><span>" + counted(row.mutants.size(), "known fault") +
                    " found by them</span></summary>" + chips(row.mutants) + "</details>";
        text += "</td></tr>\n";
    }
    return family.empty() ? text : text + "</table></div></details>\n";
}

std::string failures_view(const report& all, const suite& of) {
    constexpr std::size_t most_open = 3;
    std::string text;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < all.runs.size(); ++i) {
        const run_result& run = all.runs[i];
        for (const case_result& one : run.cases)
            if (is_bad(one.result, run.strict)) text += failure_view(one, i, run.subject, of, shown++ < most_open);
        for (const std::string& entry : run.stale)
            text += "<div class=\"card inside bad\">stale: " + xml_text(entry) + "</div>\n";
    }
    return text;
}

} // namespace

std::string html_report(const report& all, const suite& of, const rule_table& rules) {
    std::string text = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                       "<title>Conformance</title>\n<style>" +
                       std::string(style) + "</style></head><body>\n<h1>Conformance</h1>\n<p class=\"dim\">suite " +
                       all.version + " <code>" + all.suite_hash + "</code>";
    std::set<std::uint64_t> seeds;
    for (const run_result& run : all.runs) seeds.insert(run.seed);
    for (const std::uint64_t seed : seeds) text += ", seed " + std::to_string(seed);
    text += "</p>\n<div class=\"subjects\">";
    for (const run_result& run : all.runs) text += subject_card(run);
    text += "</div>\n";
    if (const std::string failures = failures_view(all, of); !failures.empty())
        text += "<h2>Failures</h2>\n" + failures;
    text += "<h2>Cases</h2>\n" + matrix(all).html();
    if (!rules.rows.empty()) text += "<h2>Rules</h2>\n" + rules_view(rules);
    return text + "</body></html>\n";
}

} // namespace cleave::conformance
