// SPDX-License-Identifier: MIT
//
// cleave-kill-matrix: shows that the suite can fail. It runs the second implementation without a fault, which has to
// pass, and then with each fault of mutants.hpp, which some case that cites the broken rule has to find.
#include "endpoint.hpp"
#include "mutants.hpp"

#include "../runner/delivery_plan.hpp"
#include "../runner/json_value.hpp"
#include "../runner/judge.hpp"
#include "../runner/observation.hpp"
#include "../runner/suite.hpp"
#include "../runner/trace.hpp"
#include "../runner/trace_lint.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <thread>

using namespace cleave::conformance;

namespace {

/// Layouts that differ in all that a fault can be about; a case that names its own runs in that one alone.
constexpr std::string_view matrix_layouts[] = {"python_int", "erlang_2", "varint_delimited", "postgresql",
                                               "http2",      "netty_8",  "signed_8",         "whole_frame_2"};
constexpr std::size_t longest_with_every_cut = 512;
constexpr std::size_t longest_bytewise = 16384;

struct group_role {
    std::string_view group, role;
};
constexpr group_role group_roles[] = {
    {"framing", "frame_decoder"}, {"encoder", "frame_encoder"}, {"json", "json"},  {"header", "header_message"},
    {"file", "file_receiver"},    {"command", "command_reply"}, {"value", "value"}};

std::string_view role_of(std::string_view group) {
    for (const group_role& one : group_roles)
        if (one.group == group) return one.role;
    return "";
}

/// A case in one layout, with the deliveries that it is played in.
struct runnable {
    compiled_trace compiled;
    std::vector<schedule> schedules;
    std::string id;
};

/// The second implementation's events, put where the judge looks for them.
class observed : public second::output {
  public:
    explicit observed(observation& seen) : seen_(seen) {}
    void event(std::string_view name, std::string_view arguments) override { seen_.event(name, arguments); }
    void attribute(std::string_view key, std::string_view value) override { seen_.attribute(key, value); }
    void data(std::string_view name, std::string_view bytes) override { seen_.data(name, bytes); }
    void error(std::string_view code, std::optional<std::uint64_t> at) override { seen_.error(code, at); }
    void send(std::string_view bytes) override { seen_.send(bytes); }

  private:
    observation& seen_;
};

second::setup setup_of(const compiled_trace& one) {
    const cleave::prefix_layout& prefix = one.layout.prefix;
    second::setup asked;
    asked.role = one.source.role;
    asked.layout.width = is_varint(prefix) ? 0 : prefix.width;
    asked.layout.is_big = prefix.order == std::endian::big;
    asked.layout.is_signed = prefix.is_signed;
    asked.layout.what = prefix.counts == cleave::length_counts::payload      ? second::counts::payload
                        : prefix.counts == cleave::length_counts::from_field ? second::counts::from_field
                                                                             : second::counts::whole_frame;
    asked.layout.offset = prefix.offset;
    asked.layout.gap = prefix.gap;
    asked.layout.max_payload = payload_limit(prefix);
    asked.limits = one.limits;
    asked.options = one.options;
    return asked;
}

void play(const compiled_trace& one, const second::setup& asked, const schedule& deliveries, observation& seen) {
    seen.clear();
    const std::unique_ptr<second::endpoint> subject = second::make_endpoint(asked);
    if (subject == nullptr) return seen.ended(run_end::unsupported, "the second implementation has no such role");
    observed out(seen);
    std::size_t from = 0;
    for (std::size_t k = 0; k < deliveries.size(); ++k) {
        seen.at_delivery(k);
        const std::string piece(std::string_view(one.bytes).substr(from, deliveries[k] - from));
        subject->deliver(piece, out);
        from = deliveries[k];
    }
    if (deliveries.empty() && second::takes_whole_messages(asked)) subject->deliver("", out);
    seen.at_delivery(deliveries.size());
    if (one.end != ending::open) subject->finish(out, one.end == ending::reset);
}

/// Why the case fails, with the delivery that does it; empty: it passes in all of them.
std::string failure_of(const runnable& one) {
    const judge decide(one.compiled, timing::exact);
    const second::setup asked = setup_of(one.compiled);
    observation seen;
    for (const schedule& deliveries : one.schedules) {
        play(one.compiled, asked, deliveries, seen);
        const judgement found = decide(deliveries, seen);
        if (is_bad(found.result, false) || found.result == verdict::unsupported)
            return found.message + " [" + to_string(deliveries) + "]";
    }
    return "";
}

/// Members of a family differ in a value and not in what cuts do to them: they are played in few deliveries.
plan_choice plan_for(std::size_t size, bool is_member) {
    plan_choice plan = size <= longest_with_every_cut && !is_member ? whole_plan() : short_plan();
    if (size > (is_member ? longest_with_every_cut : longest_bytewise)) plan.bytes = false;
    return plan;
}

/// All cases of the in-process roles; a case that may run in any layout once for each that it fits.
std::vector<runnable> load_cases(const std::string& folder, std::vector<std::string>& problems) {
    std::vector<std::string> features = {"lp64"};
    if (std::endian::native == std::endian::little) features.emplace_back("little-endian-machine");
    std::vector<runnable> all;
    for (const trace& source : load_traces(folder, problems)) {
        const bool is_ours = std::any_of(std::begin(group_roles), std::end(group_roles),
                                         [&](const group_role& one) { return one.role == source.role; });
        const bool is_large = std::find(source.flags.begin(), source.flags.end(), "Large") != source.flags.end();
        if (!is_ours || is_large || !source.retired.empty()) continue;
        const bool is_free = source.layout == "any" && source.role.starts_with("frame_");
        for (const std::string_view name : matrix_layouts) {
            std::string why;
            const std::optional<layout> asked = parse_layout(name, why);
            if (!asked) {
                problems.push_back(why);
                continue;
            }
            if (source.is_member && is_free && name != matrix_layouts[0]) continue; // sizes hardly meet layouts
            if (!unmet_need(source, layout_of(source, *asked), features).empty()) {
                if (is_free) continue;
                break;
            }
            compiled done = compile(source, *asked);
            if (done.error) {
                problems.push_back(to_string(*done.error));
                break;
            }
            runnable one{std::move(done.value), {}, source.id};
            if (is_free && name != matrix_layouts[0]) one.id += "@" + std::string(name);
            delivery_plan(one.compiled, plan_for(one.compiled.bytes.size(), source.is_member), 1)
                .each([&](const schedule& deliveries) {
                    one.schedules.push_back(deliveries);
                    return true;
                });
            all.push_back(std::move(one));
            if (!is_free) break;
        }
    }
    return all;
}

constexpr std::string_view usage = R"(usage: cleave-kill-matrix [options]

tests the suite: a case must find every known fault

options:
  --traces DIR                the folder of traces, next to SPEC.md
  --json FILE                 writes the table as JSON, for cleave-conformance --kill-matrix
  --jobs N                    the number of threads [one for each core]
  --mutant NAME               shows this fault only, with each case that finds it
  --cases                     lists the faults that each case finds
  -h, --help                  show this
  --version                   show the version

Exit codes: 0 success, 1 a fault that no case finds, a rule that no fault needs or a case that fails without a fault,
2 wrong usage, 3 unreadable cases.
)";

struct options {
    std::string traces = default_traces();
    std::string json;
    std::string mutant;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    bool lists_cases = false;
};

struct kill {
    std::size_t run; // index of the case
    std::string how;
};

/// Calls work(i) for all i below count, on several threads.
void for_all(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < jobs; ++t)
        threads.emplace_back([&] {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        });
    for (std::thread& one : threads) one.join();
}

std::string case_id(const runnable& one) { return one.id.substr(0, one.id.find('@')); }

class matrix {
  public:
    matrix(const std::vector<runnable>& runs, const options& asked) : runs_(runs), asked_(asked) {}

    /// What the implementation fails without a fault.
    std::vector<std::string> baseline() const {
        std::vector<std::string> failures(runs_.size());
        for_all(runs_.size(), asked_.jobs, [&](std::size_t i) { failures[i] = failure_of(runs_[i]); });
        std::vector<std::string> all;
        for (std::size_t i = 0; i < runs_.size(); ++i)
            if (!failures[i].empty()) all.push_back(runs_[i].id + ": " + failures[i]);
        return all;
    }

    void run() {
        for_all(std::size(second::mutants), asked_.jobs, [&](std::size_t m) {
            const second::mutant& one = second::mutants[m];
            if (!asked_.mutant.empty() && one.name != asked_.mutant) return;
            second::chosen = static_cast<int>(m);
            // A fault that a case has shown in one layout need not be shown in the others.
            std::set<std::string> done;
            for (std::size_t i = 0; i < runs_.size(); ++i) {
                if (runs_[i].compiled.source.role != role_of(one.group) || done.contains(case_id(runs_[i]))) continue;
                std::string how = failure_of(runs_[i]);
                if (how.empty()) continue;
                kills_[m].push_back({i, std::move(how)});
                done.insert(case_id(runs_[i]));
            }
            second::chosen = second::no_mutant;
        });
    }

    const std::vector<kill>& kills(std::size_t mutant) const { return kills_[mutant]; }

    /// The first case that finds the fault and cites the rule it breaks.
    const kill* named_kill(std::size_t mutant) const {
        for (const kill& one : kills_[mutant])
            for (const citation& cited : runs_[one.run].compiled.source.rules)
                if (cited.rule == second::mutants[mutant].rule) return &one;
        return nullptr;
    }

    /// Rule to the mutants that break it and that a case citing it finds.
    std::map<std::string, std::vector<std::string>> mutants_of_rules() const {
        std::map<std::string, std::vector<std::string>> all;
        for (std::size_t m = 0; m < std::size(second::mutants); ++m)
            if (named_kill(m) != nullptr)
                all[std::string(second::mutants[m].rule)].emplace_back(second::mutants[m].name);
        return all;
    }

    /// The MUST rules that cases of in-process roles cite, and that no mutant needs.
    std::vector<std::string> idle_rules() const {
        const auto needed = mutants_of_rules();
        std::set<std::string> idle;
        for (const runnable& one : runs_)
            for (const citation& cited : one.compiled.source.rules)
                if (cited.level == "MUST" && !needed.contains(cited.rule)) idle.insert(cited.rule);
        return {idle.begin(), idle.end()};
    }

    /// Case to the mutants that it finds.
    std::map<std::string, std::vector<std::string>> mutants_of_cases() const {
        std::map<std::string, std::vector<std::string>> all;
        for (const runnable& one : runs_) all[case_id(one)];
        for (std::size_t m = 0; m < std::size(second::mutants); ++m)
            for (const kill& one : kills_[m]) all[case_id(runs_[one.run])].emplace_back(second::mutants[m].name);
        return all;
    }

    std::string json() const {
        json_text_writer to;
        to.begin_object().field("format", "cleave kill matrix").field("version", std::uint64_t{1});
        to.key("mutants").begin_array();
        for (std::size_t m = 0; m < std::size(second::mutants); ++m) {
            const second::mutant& one = second::mutants[m];
            to.begin_object().field("name", one.name).field("group", one.group).field("rule", one.rule);
            to.field("origin", one.origin).field("about", one.about);
            const kill* named = named_kill(m);
            to.field("case", named ? runs_[named->run].id : "").field("how", named ? named->how : "");
            to.key("killed_by").begin_array();
            for (const kill& each : kills_[m]) to.string(runs_[each.run].id);
            to.end_array().end_object();
        }
        to.end_array();
        write_lists(to, "rules", mutants_of_rules());
        write_lists(to, "cases", mutants_of_cases());
        to.key("idle_rules").begin_array();
        for (const std::string& rule : idle_rules()) to.string(rule);
        to.end_array().end_object();
        return to.text() + "\n";
    }

    const runnable& run_of(const kill& one) const { return runs_[one.run]; }

  private:
    static void write_lists(json_text_writer& to, std::string_view name,
                            const std::map<std::string, std::vector<std::string>>& lists) {
        to.key(name).begin_object();
        for (const auto& [key, values] : lists) {
            to.key(key).begin_array();
            for (const std::string& value : values) to.string(value);
            to.end_array();
        }
        to.end_object();
    }

    const std::vector<runnable>& runs_;
    const options& asked_;
    std::vector<kill> kills_[std::size(second::mutants)];
};

/// Prints the table; returns how many mutants survive.
std::size_t print_table(const matrix& all, const options& asked) {
    std::size_t survivors = 0;
    std::printf("%-34s %-8s %-17s %5s  %s\n", "mutant", "group", "breaks", "cases", "first case that cites the rule");
    for (std::size_t m = 0; m < std::size(second::mutants); ++m) {
        const second::mutant& one = second::mutants[m];
        if (!asked.mutant.empty() && one.name != asked.mutant) continue;
        const kill* named = all.named_kill(m);
        if (named == nullptr) ++survivors;
        std::printf("%-34s %-8s %-17s %5zu  %s\n", std::string(one.name).c_str(), std::string(one.group).c_str(),
                    std::string(one.rule).c_str(), all.kills(m).size(),
                    named ? all.run_of(*named).id.c_str()
                    : all.kills(m).empty()
                        ? "SURVIVES"
                        : ("SURVIVES the rule's own cases; found by " + all.run_of(all.kills(m)[0]).id).c_str());
        if (!asked.mutant.empty())
            for (const kill& each : all.kills(m))
                std::printf("    %s: %s\n", all.run_of(each).id.c_str(), each.how.c_str());
    }
    return survivors;
}

void print_cases(const matrix& all, bool lists_all) {
    std::string idle;
    for (const auto& [id, found] : all.mutants_of_cases()) {
        if (found.empty()) idle += " " + id;
        if (!lists_all) continue;
        std::printf("%-34s", id.c_str());
        for (const std::string& name : found) std::printf(" %s", name.c_str());
        std::printf("\n");
    }
    if (!idle.empty()) std::printf("cases that find no mutant:%s\n", idle.c_str());
}

// Returns what is wrong, or nothing.
std::string parse_options(int argc, char** argv, options& into) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--cases") {
            into.lists_cases = true;
            continue;
        }
        const bool is_known = word == "--traces" || word == "--json" || word == "--mutant" || word == "--jobs";
        if (!is_known) return "there is no option " + std::string(word);
        if (++i == argc) return std::string(word) + " needs a value";
        if (word == "--traces") into.traces = argv[i];
        if (word == "--json") into.json = argv[i];
        if (word == "--mutant") into.mutant = argv[i];
        if (word == "--jobs") into.jobs = static_cast<unsigned>(std::max(0, std::atoi(argv[i])));
    }
    if (into.jobs == 0) return "--jobs must be a number above 0";
    if (!into.mutant.empty() && second::index_of(into.mutant) == second::no_mutant)
        return "--mutant " + into.mutant + " is not known (cleave-mutant --list shows all)";
    return {};
}

} // namespace

int main(int argc, char** argv) {
    options asked;
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--help" || first == "-h") return std::fputs(usage.data(), stdout), 0;
    if (first == "--version") return std::puts("cleave-kill-matrix " CLEAVE_VERSION), 0;
    if (const std::string wrong = parse_options(argc, argv, asked); !wrong.empty()) {
        std::fprintf(stderr, "cleave-kill-matrix: %s\ntry 'cleave-kill-matrix --help'\n", wrong.c_str());
        return 2;
    }
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::string> problems;
    const std::vector<runnable> runs = load_cases(asked.traces, problems);
    for (const std::string& problem : problems) std::fprintf(stderr, "%s\n", problem.c_str());
    if (!problems.empty() || runs.empty()) return 3;

    matrix all(runs, asked);
    const std::vector<std::string> failures = all.baseline();
    for (const std::string& failure : failures) std::printf("without a fault: %s\n", failure.c_str());
    all.run();
    const std::size_t survivors = print_table(all, asked);
    if (!asked.mutant.empty()) return survivors == 0 && failures.empty() ? 0 : 1;

    print_cases(all, asked.lists_cases);
    const std::vector<std::string> idle = all.idle_rules();
    for (const std::string& rule : idle) std::printf("no mutant needs a case of %s\n", rule.c_str());
    if (!asked.json.empty()) std::ofstream(asked.json) << all.json();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%zu mutants, %zu survive; %zu cases (%zu with their layouts), %zu fail without a fault; "
                "%zu rules without a mutant; %.1f s\n",
                std::size(second::mutants), survivors, all.mutants_of_cases().size(), runs.size(), failures.size(),
                idle.size(), seconds);
    return survivors == 0 && failures.empty() && idle.empty() ? 0 : 1;
}
