// SPDX-License-Identifier: MIT
#include "result.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cleave::conformance {

namespace {

constexpr verdict every_verdict[] = {verdict::pass,  verdict::nonstrict,  verdict::info,        verdict::fail,
                                     verdict::crash, verdict::timeout,    verdict::unsupported, verdict::xfail,
                                     verdict::xpass, verdict::suite_error};

void write_lines(json_text_writer& to, std::string_view name, const std::vector<shown_line>& lines) {
    to.key(name).begin_array();
    for (const shown_line& line : lines) {
        to.begin_object().field("text", line.text).field("delivery", line.delivery);
        if (line.is_fault) to.flag("fault", true);
        to.end_object();
    }
    to.end_array();
}

std::vector<shown_line> read_lines(const json_value& from, std::string_view name) {
    std::vector<shown_line> lines;
    for (const json_value& line : from.array(name))
        lines.push_back(
            {line.string("text"), static_cast<std::size_t>(line.natural("delivery")), line.boolean("fault")});
    return lines;
}

void write_example(json_text_writer& to, const example& one) {
    to.key("example").begin_object();
    if (!one.reader.empty()) to.field("reader", one.reader);
    to.key("deliveries").begin_array();
    for (const std::string& piece : one.pieces) to.string(piece);
    to.end_array().field("end", one.end);
    write_lines(to, "expected", one.expected);
    write_lines(to, "came", one.came);
    to.field("rerun", one.rerun).field("trace", one.trace).flag("shortened", one.is_shortened).end_object();
}

example read_example(const json_value& from) {
    example one;
    one.reader = from.string("reader");
    for (const json_value& piece : from.array("deliveries")) one.pieces.push_back(piece.text);
    one.end = from.string("end");
    one.expected = read_lines(from, "expected");
    one.came = read_lines(from, "came");
    one.rerun = from.string("rerun");
    one.trace = from.string("trace");
    one.is_shortened = from.boolean("shortened");
    return one;
}

void write_totals(json_text_writer& to, const tally& totals) {
    to.key("totals").begin_object();
    for (const verdict v : every_verdict) to.field(to_string(v), totals[v]);
    to.field("must_cases", totals.must).field("must_cases_run", totals.must_run);
    to.field("schedules", totals.schedules).field("deliveries", totals.deliveries);
    to.field("proof_feeds", totals.proof_feeds)
        .field("streams", totals.streams)
        .field("proven_cases", totals.proven)
        .end_object();
}

run_result read_run(const json_value& from) {
    run_result run;
    run.subject = from.string("subject");
    run.seed = from.natural("seed");
    run.strict = from.boolean("strict");
    run.shard = from.string("shard");
    run.plan = from.string("plan");
    run.date = from.string("date");
    run.suite_hash = from.string("suite_hash");
    run.like = from.string("like");
    run.seconds = from.real("seconds");
    for (const json_value& entry : from.array("stale")) run.stale.push_back(entry.text);
    for (const json_value& one : from.array("cases"))
        if (auto result = read_case_result(one)) run.cases.push_back(std::move(*result));
    return run;
}

} // namespace

bool case_result::cites_must() const {
    return std::any_of(rules.begin(), rules.end(), [](const citation& rule) { return rule.level == "MUST"; });
}

std::optional<verdict> parse_verdict(std::string_view text) {
    for (const verdict v : every_verdict)
        if (to_string(v) == text) return v;
    return std::nullopt;
}

void write_json(json_text_writer& to, const case_result& one) {
    to.begin_object().field("id", one.id).field("area", one.area).field("about", one.about);
    to.field("role", one.role).field("layout", one.layout).key("rules").begin_array();
    for (const citation& rule : one.rules) to.string(rule.rule + " " + rule.level);
    to.end_array().field("verdict", to_string(one.result)).field("message", one.message);
    if (one.is_cut_only) to.flag("cut_only", true);
    if (!one.choices.empty()) {
        to.key("choices").begin_array();
        for (const std::string& choice : one.choices) to.string(choice);
        to.end_array();
    }
    to.field("schedules", one.schedules).field("deliveries", one.deliveries);
    to.field("proof_feeds", one.proof_feeds)
        .flag("stream", one.is_stream)
        .flag("proven", one.is_proven)
        .key("seconds")
        .seconds(one.seconds);
    if (one.failure) write_example(to, *one.failure);
    to.end_object();
}

std::optional<case_result> read_case_result(const json_value& from) {
    case_result one;
    const auto result = parse_verdict(from.string("verdict"));
    one.id = from.string("id");
    if (!result || one.id.empty()) return std::nullopt;
    one.result = *result;
    one.area = from.string("area");
    one.about = from.string("about");
    one.role = from.string("role");
    one.layout = from.string("layout");
    for (const json_value& rule : from.array("rules")) {
        const auto blank = std::min(rule.text.find(' '), rule.text.size());
        one.rules.push_back({rule.text.substr(0, blank), rule.text.substr(std::min(rule.text.size(), blank + 1))});
    }
    one.message = from.string("message");
    one.is_cut_only = from.boolean("cut_only");
    for (const json_value& choice : from.array("choices")) one.choices.push_back(choice.text);
    one.schedules = from.natural("schedules");
    one.deliveries = from.natural("deliveries");
    one.proof_feeds = from.natural("proof_feeds");
    one.is_stream = from.boolean("stream");
    one.is_proven = from.boolean("proven");
    one.seconds = from.real("seconds");
    if (const json_value* const found = from.find("example")) one.failure = read_example(*found);
    return one;
}

std::string to_json(const report& all) {
    json_text_writer to;
    to.begin_object().field("format", "cleave report").field("format_version", std::uint64_t{1});
    to.field("version", all.version).field("suite_hash", all.suite_hash).key("runs").begin_array();
    for (const run_result& run : all.runs) {
        to.begin_object().field("subject", run.subject).field("seed", run.seed).flag("strict", run.strict);
        to.field("shard", run.shard).field("plan", run.plan).field("date", run.date);
        if (!run.suite_hash.empty()) to.field("suite_hash", run.suite_hash);
        if (!run.like.empty()) to.field("like", run.like);
        to.key("seconds").seconds(run.seconds);
        write_totals(to, tally_of(run));
        to.key("stale").begin_array();
        for (const std::string& entry : run.stale) to.string(entry);
        to.end_array().key("cases").begin_array();
        for (const case_result& one : run.cases) write_json(to, one);
        to.end_array().end_object();
    }
    to.end_array().end_object();
    return to.text() + "\n";
}

std::optional<report> read_report(std::string_view text, std::string& why) {
    const auto parsed = parse_json(text, why);
    if (!parsed) return std::nullopt;
    if (parsed->string("format") != "cleave report" || parsed->natural("format_version") != 1) {
        why = "expected a report of format version 1";
        return std::nullopt;
    }
    report all{parsed->string("version"), parsed->string("suite_hash"), {}};
    for (const json_value& run : parsed->array("runs")) all.runs.push_back(read_run(run));
    return all;
}

report merge(std::vector<report> parts, std::vector<std::string>& problems) {
    report all;
    std::map<std::string, std::set<std::string>> shards; // of each subject: those that were found
    std::map<std::string, std::string> counts;           // and how many there are to be
    for (report& part : parts) {
        if (all.runs.empty()) {
            all.version = part.version;
            all.suite_hash = part.suite_hash;
        }
        for (run_result& run : part.runs) {
            if (run.suite_hash.empty() && part.suite_hash != all.suite_hash) run.suite_hash = part.suite_hash;
            const auto slash = std::min(run.shard.find('/'), run.shard.size());
            if (!shards[run.subject].insert(run.shard.substr(0, slash)).second)
                problems.push_back("shard " + run.shard + " of " + run.subject + " twice");
            counts[run.subject] = run.shard.substr(std::min(run.shard.size(), slash + 1));
            const auto same = std::find_if(all.runs.begin(), all.runs.end(),
                                           [&](const run_result& known) { return known.subject == run.subject; });
            if (same == all.runs.end()) {
                all.runs.push_back(std::move(run));
                continue;
            }
            if (same->suite_hash != run.suite_hash)
                problems.push_back("shards of " + run.subject + " with different cases: " + part.suite_hash);
            if (same->seed != run.seed) problems.push_back("different seeds of " + run.subject);
            std::move(run.cases.begin(), run.cases.end(), std::back_inserter(same->cases));
            std::move(run.stale.begin(), run.stale.end(), std::back_inserter(same->stale));
            same->seconds += run.seconds;
        }
    }
    for (run_result& run : all.runs) {
        const std::string& count = counts[run.subject];
        if (!count.empty() && std::to_string(shards[run.subject].size()) != count)
            problems.push_back("of " + count + " shards of " + run.subject + " there are " +
                               std::to_string(shards[run.subject].size()));
        run.shard.clear();
        std::stable_sort(run.cases.begin(), run.cases.end(), [](const case_result& a, const case_result& b) {
            return std::pair(a.area, a.id) < std::pair(b.area, b.id);
        });
        for (std::size_t i = 1; i < run.cases.size(); ++i)
            if (run.cases[i].id == run.cases[i - 1].id && run.cases[i].area != "sanity")
                problems.push_back("case " + run.cases[i].id + " of " + run.subject + " twice");
    }
    return all;
}

void tally::add(const case_result& one) {
    ++of[static_cast<std::size_t>(one.result)];
    if (one.cites_must()) {
        ++must;
        if (one.result != verdict::unsupported) ++must_run;
    }
    schedules += one.schedules;
    deliveries += one.deliveries;
    proof_feeds += one.proof_feeds;
    if (one.is_stream) ++streams;
    if (one.is_proven) ++proven;
}

std::size_t tally::cases() const {
    std::size_t sum = 0;
    for (const std::size_t n : of) sum += n;
    return sum;
}

tally tally_of(const run_result& run) {
    tally totals;
    for (const case_result& one : run.cases) totals.add(one);
    return totals;
}

} // namespace cleave::conformance
