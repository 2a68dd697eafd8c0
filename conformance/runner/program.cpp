// SPDX-License-Identifier: MIT
#include "program.hpp"

#include "case_run.hpp"
#include "isolation.hpp"
#include "known_failures.hpp"
#include "library_subject.hpp"
#include "options.hpp"
#include "report_text.hpp"
#include "suite.hpp"
#include "testee_subject.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace cleave::conformance {

namespace {

constexpr int all_well = 0;
constexpr int a_failure = 1;
constexpr int bad_usage = 2;
constexpr int suite_at_fault = 3;

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void complain(const std::string& text) { std::fprintf(stderr, "cleave-conformance: %s\n", text.c_str()); }

bool write_file(const std::string& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) complain("can not write " + path);
    return static_cast<bool>(file);
}

std::unique_ptr<subject> make_subject(const options& given) {
    if (!given.testee.empty()) return make_testee_subject(given.testee, given.timeout, given.seed);
    return make_library_subject();
}

/// One line that is written over and over, where somebody can see it.
class progress {
  public:
    progress(std::size_t count, bool is_shown) : count_(count), is_shown_(is_shown && ::isatty(STDERR_FILENO) == 1) {}
    ~progress() { clear(); }

    void add(const case_result& one, bool strict) {
        ++done_;
        if (is_bad(one.result, strict)) ++bad_;
        const auto now = std::chrono::steady_clock::now();
        if (!is_shown_ || now - last_ < std::chrono::milliseconds(50)) return;
        last_ = now;
        std::fprintf(stderr, "\r\033[K%zu of %zu cases, %zu bad  %s", done_, count_, bad_, one.id.c_str());
    }
    void clear() {
        if (is_shown_) std::fprintf(stderr, "\r\033[K");
    }

  private:
    std::size_t count_;
    bool is_shown_;
    std::size_t done_ = 0;
    std::size_t bad_ = 0;
    std::chrono::steady_clock::time_point last_;
};

std::string as_json(const case_result& one) {
    json_text_writer to;
    write_json(to, one);
    return to.text();
}

class case_worker : public worker {
  public:
    case_worker(const options& given, const std::vector<selected_case>& cases, const run_settings& settings)
        : with_(make_subject(given)), cases_(cases), settings_(settings) {}

    std::string run(std::size_t index) override { return as_json(run_case(*with_, cases_[index], settings_)); }

  private:
    std::unique_ptr<subject> with_;
    const std::vector<selected_case>& cases_;
    const run_settings& settings_;
};

class program {
  public:
    explicit program(const options& given) : given_(given) {}

    int run() {
        switch (given_.what) {
        case action::help: return say(usage()), all_well;
        case action::version: return say("cleave-conformance " CLEAVE_VERSION "\n"), all_well;
        case action::merge:
        case action::run:
        case action::list:
        case action::show:
        case action::rules: break;
        }
        std::vector<std::string> problems;
        suite_ = load_suite(given_.traces, problems);
        for (const std::string& problem : problems) complain(problem);
        if (!problems.empty()) return suite_at_fault;
        cases_ = select(suite_, given_.cases, given_.layouts);
        if (given_.what == action::list) return list();
        return run_cases();
    }

  private:
    int list() {
        for (const selected_case& one : cases_)
            say(area_of(*one.source) + "/" + one.id + "  " + one.source->about + "\n");
        return cases_.empty() ? bad_usage : all_well;
    }

    run_settings settings() const {
        run_settings made;
        made.plan = given_.plan.value_or(whole_plan());
        made.seed = given_.seed;
        made.proves = given_.proves;
        made.timeout = given_.timeout;
        const bool is_library = given_.testee.empty() && given_.server.empty() && given_.client.empty();
        made.is_isolated = is_library && (given_.jobs != 0 || !given_.has_jobs);
        made.rerun = given_.rerun;
        return made;
    }

    /// Each case belongs to one shard: by its place, so that every shard gets some of each area.
    void take_shard() {
        if (given_.shards == 1) return;
        std::vector<selected_case> own;
        for (std::size_t i = given_.shard; i < cases_.size(); i += given_.shards) own.push_back(std::move(cases_[i]));
        cases_ = std::move(own);
    }

    int run_cases() {
        take_shard();
        const run_settings how = settings();
        run_result run;
        run.subject = given_.subject_name.empty() ? make_subject(given_)->name() : given_.subject_name;
        run.seed = given_.seed;
        run.strict = given_.strict;
        run.plan = given_.plan_text;
        if (given_.shards > 1) run.shard = std::to_string(given_.shard + 1) + "/" + std::to_string(given_.shards);
        const auto start = std::chrono::steady_clock::now();
        if (const std::string why = run_all(how, run); !why.empty()) {
            complain(why);
            return suite_at_fault;
        }
        run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return finish(std::move(run));
    }

    std::string run_all(const run_settings& how, run_result& run) {
        std::map<std::string, std::size_t> order;
        for (std::size_t i = 0; i < cases_.size(); ++i) order[cases_[i].id] = i;
        progress shown(cases_.size(), !given_.quiet);
        std::string problem;
        const auto add = [&](case_result one) {
            shown.add(one, given_.strict);
            run.cases.push_back(std::move(one));
        };
        const worker_events events = {
            [&](std::string_view text) {
                std::string why;
                const auto parsed = parse_json(text, why);
                auto one = parsed ? read_case_result(*parsed) : std::nullopt;
                if (one)
                    add(std::move(*one));
                else
                    problem = "a worker's result can not be read: " + why;
            },
            [&](std::size_t index, const death& how_it_died) {
                const auto with = make_subject(given_);
                const verdict found = how_it_died.how == run_end::timeout ? verdict::timeout : verdict::crash;
                add(run_fatal_case(*with, cases_[index], how, found, how_it_died.why));
            }};
        const unsigned jobs = given_.has_jobs ? given_.jobs : std::max(1U, std::thread::hardware_concurrency());
        const std::string why = run_in_workers(
            cases_.size(), jobs, [&] { return std::make_unique<case_worker>(given_, cases_, how); }, events);
        std::sort(run.cases.begin(), run.cases.end(),
                  [&](const case_result& a, const case_result& b) { return order[a.id] < order[b.id]; });
        return problem.empty() ? why : problem;
    }

    int finish(run_result run) {
        const bool is_whole_suite = given_.cases.empty() && given_.shards == 1;
        if (!given_.known_failures.empty()) {
            if (given_.updates_list) {
                if (!write_file(given_.known_failures, failure_list_of(run))) return suite_at_fault;
            }
            std::ifstream file(given_.known_failures);
            std::ostringstream text;
            text << file.rdbuf();
            std::string why = "not readable";
            const auto known = file ? parse_failure_list(text.str(), why) : std::nullopt;
            if (!known) {
                complain(given_.known_failures + ": " + why);
                return bad_usage;
            }
            apply(*known, run, is_whole_suite);
        }
        report all{CLEAVE_VERSION, suite_.hash, {}};
        all.runs.push_back(std::move(run));
        return write_reports(all);
    }

    int write_reports(const report& all) {
        say(text_report(all, suite_, {::isatty(STDOUT_FILENO) == 1, given_.quiet, given_.verbose}));
        bool written = true;
        if (!given_.report_json.empty()) written = write_file(given_.report_json, to_json(all)) && written;
        return written ? exit_code(all) : suite_at_fault;
    }

    int exit_code(const report& all) const {
        std::size_t cases = 0;
        bool is_bad_run = false;
        for (const run_result& run : all.runs) {
            const tally totals = tally_of(run);
            if (totals[verdict::suite_error] != 0) return suite_at_fault;
            cases += totals.cases() - totals[verdict::unsupported];
            is_bad_run = is_bad_run || !run.stale.empty();
            for (const case_result& one : run.cases) is_bad_run = is_bad_run || is_bad(one.result, run.strict);
        }
        if (is_bad_run) return a_failure;
        if (cases == 0) {
            complain("nothing was run");
            return bad_usage;
        }
        if (cases < given_.min_run) {
            complain("ran " + std::to_string(cases) + " cases, fewer than the " + std::to_string(given_.min_run) +
                     " asked for");
            return a_failure;
        }
        return all_well;
    }

    const options& given_;
    suite suite_;
    std::vector<selected_case> cases_;
};

} // namespace

int run_program(int argc, const char* const* argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::string why;
    auto given = parse_options(argc, argv, why);
    if (!given) {
        complain(why + "; --help lists all options");
        return bad_usage;
    }
    if (given->traces.empty()) given->traces = CLEAVE_SOURCE_DIR "/conformance/traces";
    return program(*given).run();
}

} // namespace cleave::conformance
