// SPDX-License-Identifier: MIT
#include "program.hpp"

#include "case_run.hpp"
#include "case_text.hpp"
#include "console.hpp"
#include "facts.hpp"
#include "file_commands.hpp"
#include "isolation.hpp"
#include "known_failures.hpp"
#include "library_subject.hpp"
#include "live_store.hpp"
#include "live_subject.hpp"
#include "options.hpp"
#include "profile.hpp"
#include "releases.hpp"
#include "report_badge.hpp"
#include "report_html.hpp"
#include "report_junit.hpp"
#include "report_tap.hpp"
#include "report_text.hpp"
#include "rule_table.hpp"
#include "scaffold.hpp"
#include "suite.hpp"
#include "testee_subject.hpp"
#include "watch.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

namespace cleave::conformance {

namespace {

bool is_live(const options& given) { return !given.server.empty() || !given.client.empty(); }

live_settings live_of(const options& given) {
    return {given.server,    given.client, given.system, given.dialect, given.form,
            given.transport, given.family, given.store,  given.timeout};
}

/// The declarations that --profile names; nothing, and a complaint, where they cannot be read.
std::optional<testee_profile> profile_file(const options& given) {
    if (given.profile.empty()) return testee_profile{};
    const auto text = read_file(given.profile);
    if (!text) return std::nullopt;
    testee_profile profile = read_profile_file(*text);
    if (profile.fault.empty()) return profile;
    complain(given.profile + ": " + profile.fault);
    return std::nullopt;
}

std::unique_ptr<subject> make_subject(const options& given) {
    if (!given.server.empty()) return make_server_subject(live_of(given));
    if (!given.client.empty()) return make_client_subject(live_of(given));
    if (!given.testee.empty())
        return make_testee_subject(given.testee, given.timeout, given.seed,
                                   profile_file(given).value_or(testee_profile{}), given.memory);
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

/// The simplest case that the subject has a role for: what it must still pass when all others have been run.
const selected_case* sanity_case(subject& with, const std::vector<selected_case>& cases) {
    const selected_case* simplest = nullptr;
    std::size_t fewest_bytes = 0;
    for (const selected_case& one : cases) {
        if (one.source->splits == "exact" || !one.source->needs.empty() || one.source->layout != "any") continue;
        const compiled made = compile(*one.source, one.in);
        std::string why;
        if (made.error || made.value.outcomes.size() != 1 || made.value.outcomes[0].expected.size() < 3 ||
            with.readers(made.value, why).empty())
            continue;
        if (simplest != nullptr && made.value.bytes.size() >= fewest_bytes) continue;
        simplest = &one;
        fewest_bytes = made.value.bytes.size();
    }
    return simplest;
}

class case_worker : public worker {
  public:
    case_worker(const options& given, const std::vector<selected_case>& cases, const run_settings& settings)
        : with_(make_subject(given)), cases_(cases), settings_(settings),
          has_sanity_(!given.testee.empty() && given.cases.empty()) {}

    std::string run(std::size_t index) override {
        const std::string& role = cases_[index].source->role;
        if (silences_[role] >= most_silences) return as_json(unreached(index));
        const case_result one = run_case(*with_, cases_[index], settings_);
        if (one.result == verdict::timeout) ++silences_[role];
        return as_json(one);
    }

    std::vector<std::string> first() override {
        if (has_sanity_) sanity_ = sanity_case(*with_, cases_);
        return sanity("sanity-first", "TESTEE-1", "The simplest case of all, before all others.");
    }
    std::vector<std::string> last() override {
        return sanity("sanity-last", "TESTEE-2", "The simplest case of all, when all others have been run.");
    }

  private:
    static constexpr int most_silences = 3;

    /// What falls silent again and again has told all that it can: every further case would cost a time-out.
    case_result unreached(std::size_t index) const {
        case_result one = result_for(cases_[index]);
        one.result = verdict::unsupported;
        one.message = "unreached: three cases of the role " + one.role + " fell silent";
        return one;
    }

    std::vector<std::string> sanity(const char* id, const char* rule, const char* about) {
        if (sanity_ == nullptr) return {};
        case_result one = run_case(*with_, *sanity_, settings_);
        one.id = id;
        one.area = "sanity";
        one.about = about;
        one.rules = {{rule, "MUST"}};
        return {as_json(one)};
    }

    std::unique_ptr<subject> with_;
    const std::vector<selected_case>& cases_;
    const run_settings& settings_;
    bool has_sanity_;
    std::map<std::string, int> silences_; // of each role
    const selected_case* sanity_ = nullptr;
};

/// `12 of 14 failures are those of the known fault recv-is-whole: ABOUT (likeness 0.86)`
std::string in_words(const resemblance& found, const run_result& run) {
    const auto failures = std::count_if(run.cases.begin(), run.cases.end(),
                                        [&](const case_result& one) { return is_bad(one.result, run.strict); });
    if (failures < 3) return {};
    if (found.name.empty()) return "the failures are like those of no known fault";
    char likeness[16];
    std::snprintf(likeness, sizeof likeness, "%.2f", found.likeness);
    return "these are most like the failures of the known fault " + found.name + ": " + found.about + " (likeness " +
           likeness + ", " + std::to_string(found.shared) + " cases shared)";
}

class program {
  public:
    explicit program(const options& given) : given_(given), layouts_(given.layouts) {}

    /// The cases that failed, after run().
    const std::vector<std::string>& failed() const { return failed_; }

    int run() {
        switch (given_.what) {
        case action::help: return say(usage()), all_well;
        case action::version: return say("cleave-conformance " CLEAVE_VERSION "\n"), all_well;
        case action::import_capture: return import_capture_file(given_);
        case action::scaffold: return write_scaffold(given_);
        case action::probe: return probe_testee();
        case action::merge:
        case action::run:
        case action::list:
        case action::show:
        case action::rules:
        case action::lint:
        case action::vectors:
        case action::releases:
        case action::export_capture: break;
        }
        std::vector<std::string> problems;
        suite_ = load_suite(given_.traces, problems);
        for (const std::string& problem : problems) complain(problem);
        if (!problems.empty()) return suite_at_fault;
        if (std::string why; !given_.suite_version.empty() && !keep_version(suite_, given_.suite_version, why))
            return complain(why), bad_usage;
        cases_ = select(suite_, given_.cases, layouts_);
        switch (given_.what) {
        case action::list: return list();
        case action::show: return show();
        case action::rules: return rules();
        case action::merge: return merge_reports();
        case action::lint: return lint_suite(suite_);
        case action::vectors: return write_vectors(given_, cases_);
        case action::releases: return show_releases(given_, suite_);
        case action::export_capture: return export_capture_file(given_, cases_);
        case action::run:
        case action::probe:
        case action::import_capture:
        case action::scaffold:
        case action::help:
        case action::version: break;
        }
        return run_cases();
    }

  private:
    int list() {
        for (const selected_case& one : cases_)
            say(area_of(*one.source) + "/" + one.id + "  " + one.source->about + "\n");
        return cases_.empty() ? bad_usage : all_well;
    }

    int show() {
        const auto shown = [&](const selected_case& one) {
            return one.id == given_.shown_case || one.source->id == given_.shown_case;
        };
        const auto found = std::find_if(cases_.begin(), cases_.end(), shown);
        if (found == cases_.end()) {
            complain("no case " + given_.shown_case);
            return bad_usage;
        }
        say(show_case(suite_, *found, given_.plan.value_or(whole_plan()), given_.seed));
        return all_well;
    }

    int rules() {
        const auto table = table_of_rules();
        if (!table) return bad_usage;
        say(to_string(*table));
        return table->musts_without_case.empty() && table->musts_without_mutant.empty() ? all_well : suite_at_fault;
    }

    /// With what --kill-matrix adds to it; nothing, and a complaint, where that cannot be read.
    std::optional<rule_table> table_of_rules() const {
        std::string why;
        const auto matrix = given_.kill_matrix.empty() ? std::string() : read_file(given_.kill_matrix);
        if (!matrix) return std::nullopt;
        auto table = make_rule_table(suite_, *matrix, why);
        if (!table) complain(given_.kill_matrix + ": " + why);
        return table;
    }

    int merge_reports() {
        std::vector<report> parts;
        for (const std::string& path : given_.merged) {
            std::string why;
            const auto text = read_file(path);
            auto part = text ? read_report(*text, why) : std::nullopt;
            if (!part) {
                if (text) complain(path + ": " + why);
                return bad_usage;
            }
            parts.push_back(std::move(*part));
        }
        std::vector<std::string> problems;
        const report all = merge(std::move(parts), problems);
        for (const std::string& problem : problems) complain(problem);
        if (!problems.empty()) return suite_at_fault;
        return write_reports(all);
    }

    run_settings settings() const {
        run_settings made;
        made.plan = given_.plan.value_or(is_live(given_) ? short_plan() : whole_plan());
        made.seed = given_.seed;
        made.proves = given_.proves;
        made.timeout = given_.timeout;
        const bool is_library = given_.testee.empty() && !is_live(given_);
        made.is_isolated = is_library && (given_.jobs != 0 || !given_.has_jobs);
        made.rerun = given_.rerun;
        if (!is_library) *made.shrinking = {3, 30, 3, {}};
        return made;
    }

    /// The folder is emptied for each case: one that holds anything is not the suite's to empty.
    bool is_store_good() const {
        if (given_.store.empty()) return true;
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(given_.store, failure)) {
            if (entry.path().filename().string().starts_with(".cleave-")) continue;
            complain("expected an empty folder for --store, found " + entry.path().string());
            return false;
        }
        if (failure) complain("--store " + given_.store + ": " + failure.message());
        return !failure;
    }

    /// Each case belongs to one shard: by its place, so that every shard gets some of each area.
    void take_shard() {
        if (given_.shards == 1) return;
        std::vector<selected_case> own;
        for (std::size_t i = given_.shard; i < cases_.size(); i += given_.shards) own.push_back(std::move(cases_[i]));
        cases_ = std::move(own);
    }

    int probe_testee() {
        if (!profile_file(given_)) return bad_usage;
        const std::unique_ptr<subject> asked = make_subject(given_);
        if (const std::string why = asked->absence(); !why.empty()) return complain(why), a_failure;
        const probed found = probe(*asked);
        if (found.layouts.empty()) {
            complain("the testee reads frames of no named layout: a profile is about the role frame_decoder");
            return bad_usage;
        }
        if (!found.note.empty()) complain(found.note);
        const std::string text = to_json(found, asked->name());
        if (given_.output.empty() || given_.output == "-") return say(text), all_well;
        return write_file(given_.output, text) ? all_well : suite_at_fault;
    }

    static bool has_role(subject& with, const std::string& role) {
        compiled_trace any;
        any.source.role = role;
        std::string why;
        return !with.readers(any, why).empty();
    }

    /// The layouts to run framing cases in where the user names none: those that the testee reads, or for the library
    /// some that differ in all that a layout has.
    void choose_layouts(subject& with) {
        if (given_.has_layouts || is_live(given_)) return;
        std::vector<layout> chosen;
        std::string why;
        if (given_.testee.empty()) {
            for (const std::string_view name : {"python_int", "varint_delimited", "http2", "postgresql", "netty_8",
                                                "whole_frame_2", "width=2,counts=from_field,offset=1,gap=3"})
                chosen.push_back(*parse_layout(name, why));
        } else {
            for (const std::string& name : with.layouts())
                if (const auto one = parse_layout(name, why))
                    chosen.push_back(*one);
                else
                    complain("a layout that the testee declares: " + why);
            if (chosen.empty()) chosen = claimed_layouts(with, covering_layouts());
            reads_no_layout_ = chosen.empty() && has_role(with, "frame_decoder");
        }
        if (!chosen.empty()) layouts_ = std::move(chosen);
        cases_ = select(suite_, given_.cases, layouts_);
        if (!given_.testee.empty()) return;
        // Sizes and counts hardly meet layouts: for the library, three that differ are enough.
        std::erase_if(cases_, [](const selected_case& one) {
            const std::string& name = one.in.name;
            return one.source->is_member && one.id != one.source->id && name != "varint_delimited" && name != "http2";
        });
    }

    int run_cases() {
        if (!profile_file(given_)) return bad_usage;
        const std::unique_ptr<subject> asked = make_subject(given_);
        if (const std::string why = asked->absence(); !why.empty()) {
            complain(why);
            return a_failure;
        }
        choose_layouts(*asked);
        if (is_live(given_))
            std::erase_if(cases_, [&](const selected_case& one) { return !is_about(*one.source, live_of(given_)); });
        take_shard();
        if (!is_store_good()) return bad_usage;
        const run_settings how = settings();
        run_result run;
        if (!given_.testee.empty() && asked->choices() != nullptr && !asked->choices()->said.empty())
            run.cases = verify(*asked->choices(), probe(*asked));
        run.subject = given_.subject_name.empty() ? asked->name() : given_.subject_name;
        run.seed = given_.seed;
        run.strict = given_.strict;
        run.plan = given_.plan_text;
        run.date = today();
        if (given_.shards > 1) run.shard = std::to_string(given_.shard + 1) + "/" + std::to_string(given_.shards);
        const auto start = std::chrono::steady_clock::now();
        if (const std::string why = run_all(how, run); !why.empty()) {
            complain(why);
            return suite_at_fault;
        }
        run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (!given_.store.empty()) empty_store(given_.store);
        return finish(std::move(run));
    }

    std::string run_all(const run_settings& how, run_result& run) {
        std::map<std::string, std::size_t> order;
        for (std::size_t i = 0; i < cases_.size(); ++i) order[cases_[i].id] = i + 1;
        order["sanity-first"] = 0;
        order["sanity-last"] = cases_.size() + 1;
        progress shown(cases_.size(), !given_.quiet);
        std::string problem;
        const auto add = [&](case_result one) {
            const std::size_t at = order[one.id];
            if (at > 0 && at <= cases_.size()) spare_tentative(*cases_[at - 1].source, one);
            shown.add(one, given_.strict);
            // Every worker runs the sanity cases: the worst is what counts.
            const auto same = std::find_if(run.cases.begin(), run.cases.end(),
                                           [&](const case_result& other) { return other.id == one.id; });
            if (one.area != "sanity" || same == run.cases.end())
                run.cases.push_back(std::move(one));
            else if (is_bad(one.result, true))
                *same = std::move(one);
        };
        const worker_events events = {[&](std::string_view text) {
                                          std::string why;
                                          const auto parsed = parse_json(text, why);
                                          auto one = parsed ? read_case_result(*parsed) : std::nullopt;
                                          if (one)
                                              add(std::move(*one));
                                          else
                                              problem = "a worker's result cannot be read: " + why;
                                      },
                                      [&](std::size_t index, const death& how_it_died) {
                                          const auto with = make_subject(given_);
                                          const verdict found =
                                              how_it_died.how == run_end::timeout ? verdict::timeout : verdict::crash;
                                          add(run_fatal_case(*with, cases_[index], how, found, how_it_died.why));
                                      }};
        const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
        const unsigned jobs = given_.has_jobs ? given_.jobs : is_live(given_) ? 1 : cores;
        const std::string why = run_in_workers(
            cases_.size(), jobs, [&] { return std::make_unique<case_worker>(given_, cases_, how); }, events);
        std::sort(run.cases.begin(), run.cases.end(),
                  [&](const case_result& a, const case_result& b) { return order[a.id] < order[b.id]; });
        return problem.empty() ? why : problem;
    }

    /// A failure of a tentative case is information.
    static void spare_tentative(const trace& source, case_result& one) {
        if (!is_tentative(source) || !is_bad(one.result, true) || one.result == verdict::suite_error) return;
        one.message = "tentative, would be " + std::string(to_string(one.result)) + ": " + one.message;
        one.result = verdict::info;
    }

    int finish(run_result run) {
        const bool is_whole_suite = given_.cases.empty() && given_.shards == 1;
        if (!given_.known_failures.empty()) {
            if (given_.updates_list) {
                if (!write_file(given_.known_failures, failure_list_of(run))) return suite_at_fault;
            }
            std::string why;
            const auto text = read_file(given_.known_failures);
            const auto known = text ? parse_failure_list(*text, why) : std::nullopt;
            if (!known) {
                if (text) complain(given_.known_failures + ": " + why);
                return bad_usage;
            }
            apply(*known, run, is_whole_suite);
        }
        if (!given_.kill_matrix.empty()) {
            const auto text = read_file(given_.kill_matrix);
            if (!text) return bad_usage;
            run.like = in_words(most_like(run, read_faults(*text)), run);
        }
        for (const case_result& one : run.cases)
            if (one.area != "sanity" && is_bad(one.result, run.strict)) failed_.push_back(one.id);
        report all{CLEAVE_VERSION, suite_.hash, {}};
        all.runs.push_back(std::move(run));
        return write_reports(all);
    }

    int write_reports(const report& all) {
        say(text_report(all, suite_, {::isatty(STDOUT_FILENO) == 1, given_.quiet, given_.verbose}));
        bool written = true;
        const auto write = [&](const std::string& path, const auto& make) {
            if (!path.empty()) written = write_file(path, make()) && written;
        };
        write(given_.report_json, [&] { return to_json(all); });
        write(given_.report_junit, [&] { return junit_report(all); });
        write(given_.report_tap, [&] { return tap_report(all); });
        write(given_.report_badge, [&] { return badge(all); });
        if (!given_.report_html.empty()) {
            const auto table = table_of_rules();
            if (!table) return bad_usage;
            write(given_.report_html, [&] { return html_report(all, suite_, *table); });
        }
        if (const std::string text = first_example(all); !text.empty()) write(given_.write_trace, [&] { return text; });
        return written ? exit_code(all) : suite_at_fault;
    }

    /// The first failure's example as a trace, under the name of its file; empty where nothing failed.
    std::string first_example(const report& all) const {
        const std::string name = std::filesystem::path(given_.write_trace).stem().string();
        for (const run_result& run : all.runs)
            for (const case_result& one : run.cases) {
                if (!one.failure || !is_bad(one.result, run.strict)) continue;
                std::string text = one.failure->trace;
                const auto from = text.find("\nid: ") + 5;
                return text.replace(from, text.find('\n', from) - from, name);
            }
        return "";
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
            complain("nothing was run: " + why_nothing(all));
            return bad_usage;
        }
        if (const std::string gap = unread_layouts(); !gap.empty()) {
            complain(gap);
            return bad_usage;
        }
        if (cases < given_.min_run) {
            complain("ran " + std::to_string(cases) + " cases, fewer than the " + std::to_string(given_.min_run) +
                     " asked for");
            return bad_usage;
        }
        return all_well;
    }

    /// A testee of frames that was asked for no frame in a layout it reads was not tested, whatever else passed.
    std::string unread_layouts() const {
        if (reads_no_layout_ && given_.min_run == 0 && given_.cases.empty())
            return "no frame was read: the testee names the role frame_decoder, but reads none of the layouts asked "
                   "for; "
                   "declare \"layouts\" or give --layout";
        return {};
    }

    std::string why_nothing(const report& all) const {
        for (const run_result& run : all.runs)
            for (const case_result& one : run.cases)
                if (!one.message.empty()) return one.message;
        return is_live(given_)
                   ? "no case is about such a " + given_.system + (given_.server.empty() ? " client" : " server") +
                         ": see --dialect, --form and --transport"
                   : "no case is called so; --list prints all";
    }

    const options& given_;
    suite suite_;
    std::vector<layout> layouts_;
    bool reads_no_layout_ = false;
    std::vector<selected_case> cases_;
    std::vector<std::string> failed_;
};

} // namespace

int run_program(int argc, const char* const* argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::string why;
    auto given = parse_options(argc, argv, why);
    if (!given) {
        complain(why + "\ntry 'cleave-conformance --help'");
        return bad_usage;
    }
    if (given->traces.empty()) given->traces = default_traces();
    const auto play = [](const options& how) {
        program one(how);
        const int code = one.run();
        return watched_run{code, one.failed()};
    };
    if (!given->watch.empty()) watch(*given, play);
    return play(*given).code;
}

} // namespace cleave::conformance
