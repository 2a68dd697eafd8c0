// SPDX-License-Identifier: MIT
#include "case_run.hpp"

#include "child_process.hpp"
#include "facts.hpp"
#include "isolation.hpp"
#include "shrink.hpp"
#include "trace_text.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <vector>

namespace cleave::conformance {

namespace {

constexpr std::size_t batch_size = 64;
constexpr std::size_t longest_member_proven = 200;

/// From best to worst, for what many deliveries come to.
int severity(verdict v) {
    switch (v) {
    case verdict::pass: return 0;
    case verdict::info: return 1;
    case verdict::nonstrict: return 2;
    case verdict::unsupported: return 3;
    case verdict::fail: return 4;
    case verdict::timeout: return 5;
    case verdict::crash: return 6;
    case verdict::xfail:
    case verdict::xpass:
    case verdict::suite_error: return 7;
    }
    return 7;
}

bool is_failure(verdict v) { return v == verdict::fail || v == verdict::crash || v == verdict::timeout; }

std::vector<std::string> pieces_of(const compiled_trace& one, const schedule& deliveries) {
    std::vector<std::string> pieces;
    std::size_t from = 0;
    for (const std::size_t end : deliveries) {
        pieces.push_back(hex(std::string_view(one.bytes).substr(from, end - from)));
        from = end;
    }
    return pieces;
}

class case_runner {
  public:
    case_runner(subject& with, const selected_case& one, const run_settings& settings)
        : with_(with), selected_(one), settings_(settings), result_(result_for(one)) {}

    case_result run() {
        const auto start = std::chrono::steady_clock::now();
        if (prepare()) run_readers();
        if (settings_.is_isolated) arm_watchdog(0);
        result_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return std::move(result_);
    }

    case_result run_fatal(verdict found, const std::string& why) {
        if (!prepare()) return std::move(result_);
        result_.result = found;
        result_.message = why;
        is_forked_ = true;
        for (const reader& through : readers_) {
            const judge judging(case_, through.when, through.choices);
            const delivery_plan plan(case_, settings_.plan, settings_.seed);
            const bool survived = plan.each([&](const schedule& deliveries) {
                const judgement one = attempt(case_, through, deliveries).judged;
                if (!is_failure(one.result)) return true;
                explain(through, deliveries, one);
                return false;
            });
            if (!survived) return std::move(result_);
        }
        result_.message += ", in the proof that all deliveries are alike";
        return std::move(result_);
    }

  private:
    struct attempted {
        judgement judged;
        std::vector<shown_line> came;
    };

    bool prepare() {
        const std::vector<std::string> features = with_.features();
        const auto unsupported = [&](std::string why) {
            result_.result = verdict::unsupported;
            result_.message = std::move(why);
            return false;
        };
        for (const std::string& word : selected_.source->needs)
            if (layout_need(prefix_layout{}, word) == need::not_about_layouts &&
                std::find(features.begin(), features.end(), word) == features.end())
                return unsupported("needs " + word);
        compiled made = compile(*selected_.source, asked_layout());
        if (made.error) {
            result_.result = verdict::suite_error;
            result_.message = to_string(*made.error);
            return false;
        }
        case_ = std::move(made.value);
        if (std::string reason = not_asked(); !reason.empty()) return unsupported(std::move(reason));
        std::string why;
        readers_ = with_.readers(case_, why);
        return readers_.empty() ? unsupported(why) : true;
    }

    /// The largest payload that the subject says it takes.
    std::uint64_t ceiling() const {
        const declarations* const choices = with_.choices();
        if (choices == nullptr) return ~std::uint64_t{0};
        const std::uint64_t most = ~std::uint64_t{0} >> (64 - choices->length_bits);
        return std::min(most, choices->max_payload.value_or(most));
    }

    /// With the subject's own limit, where the case sets none.
    layout asked_layout() const {
        layout in = selected_.in;
        if (ceiling() < payload_limit(in.prefix)) in.prefix.max_payload = ceiling();
        return in;
    }

    /// Why the case does not concern a subject with these declarations; empty where it does.
    std::string not_asked() const {
        const declarations* const choices = with_.choices();
        if (choices == nullptr || !case_.source.role.starts_with("frame_")) return {};
        const std::uint64_t limit = case_.layout.prefix.max_payload;
        if (limit > ceiling())
            return "declared: " + std::string(choices->max_payload ? "max_payload=" : "length_bits=") +
                   value_of(*choices, choices->max_payload ? "max_payload" : "length_bits");
        const bool sets_limit = case_.limits.contains("payload");
        if (choices->limit == "own" && sets_limit && limit != ceiling()) return "declared: limit=own";
        if (choices->limit == "none" && sets_limit) return "declared: limit=none";
        if (choices->limit == "zero_is_none" && sets_limit && limit == 0) return "declared: limit=zero_is_none";
        return {};
    }

    void run_readers() {
        bool is_proven = settings_.proves;
        for (const reader& through : readers_) {
            const bool good = play_plan(through);
            if (!good) return;
            // Of cases that are many of a kind, the short ones are proof enough.
            const bool is_long = case_.source.is_member && case_.bytes.size() > longest_member_proven;
            if (!settings_.proves || settings_.plan.offsets || is_long) {
                is_proven = false;
                continue;
            }
            if (settings_.is_isolated) arm_watchdog(settings_.timeout * 4);
            const proof proven = with_.prove(case_, through);
            result_.proof_feeds += proven.feeds;
            result_.is_stream = result_.is_stream || proven.is_stream;
            is_proven = is_proven && proven.is_possible;
            if (!proven.failure.empty()) return disproven(through, proven);
        }
        result_.is_proven = is_proven;
    }

    /// Plays every schedule of the plan; false once one has failed.
    bool play_plan(const reader& through) {
        const judge judging(case_, through.when, through.choices);
        const delivery_plan plan(case_, settings_.plan, settings_.seed);
        std::vector<schedule> batch(batch_size);
        std::size_t filled = 0;
        schedule failing;
        judgement failure;
        const auto flush = [&] {
            if (settings_.is_isolated) arm_watchdog(settings_.timeout);
            bool good = true;
            with_.play(case_, through, std::span(batch).first(filled), [&](std::size_t i, const observation& seen) {
                ++result_.schedules;
                result_.deliveries += batch[i].size();
                judgement one = judging(batch[i], seen);
                if (one.result == verdict::pass) return true;
                keep_choices(one);
                if (severity(one.result) > severity(result_.result)) {
                    result_.result = one.result;
                    result_.message = one.message;
                }
                good = one.result == verdict::info || one.result == verdict::nonstrict;
                if (is_failure(one.result)) {
                    failing = batch[i];
                    failure = std::move(one);
                }
                return good;
            });
            filled = 0;
            return good;
        };
        const bool good = plan.each([&](const schedule& deliveries) {
            batch[filled++] = deliveries;
            return filled < batch_size || flush();
        }) && (filled == 0 || flush());
        if (is_failure(failure.result)) explain(through, failing, failure);
        return good;
    }

    void keep_choices(const judgement& one) {
        if (is_failure(one.result)) return;
        for (const std::string& choice : one.choices)
            if (std::find(result_.choices.begin(), result_.choices.end(), choice) == result_.choices.end())
                result_.choices.push_back(choice);
    }

    void disproven(const reader& through, const proof& found) {
        const judgement one = attempt(case_, through, found.counterexample).judged;
        result_.result = verdict::fail;
        result_.message = "not all deliveries are alike: " + found.failure;
        if (is_failure(one.result)) return explain(through, found.counterexample, one);
        example small = example_of(through, case_, found.counterexample);
        small.rerun = rerun_line(found.counterexample);
        result_.failure = std::move(small);
    }

    /// Plays one delivery. Where the subject takes its process with it, in one of its own.
    attempted attempt(const compiled_trace& one, const reader& through, const schedule& deliveries) {
        attempted result;
        const judge judging(one, through.when, through.choices);
        const auto play = [&] {
            if (settings_.is_isolated) arm_watchdog(settings_.timeout);
            with_.play(one, through, std::span(&deliveries, 1), [&](std::size_t, const observation& seen) {
                result.judged = judging(deliveries, seen);
                for (const auto& entry : seen.entries())
                    result.came.push_back({seen.text(entry), entry.delivery, false});
                return false;
            });
        };
        if (!is_forked_) {
            play();
        } else {
            std::string text;
            const death how = run_forked(
                [&] {
                    play();
                    return std::string(to_string(result.judged.result)) + " " + result.judged.message;
                },
                text, true);
            const auto blank = std::min(text.find(' '), text.size());
            result.judged.result = parse_verdict(text.substr(0, blank)).value_or(verdict::crash);
            result.judged.message = text.substr(std::min(text.size(), blank + 1));
            if (how.how != run_end::normal)
                result.judged = {how.how == run_end::timeout ? verdict::timeout : verdict::crash, how.why};
        }
        if (result.judged.shown < result.came.size() && is_failure(result.judged.result))
            result.came[result.judged.shown].is_fault = true;
        return result;
    }

    std::string rerun_line(const schedule& deliveries) const {
        std::string line = settings_.rerun + " --case " + selected_.source->id;
        if (selected_.id != selected_.source->id) line += " --layout " + selected_.in.name;
        constexpr std::size_t most_shown = 32; // a plan that finds it again reads better than a long line
        return deliveries.size() <= most_shown ? line + " --deliveries " + to_string(deliveries) : line;
    }

    example example_of(const reader& through, const compiled_trace& one, const schedule& deliveries) {
        example made;
        made.reader = through.name;
        made.pieces = pieces_of(one, deliveries);
        made.end = to_string(one.end);
        attempted seen = attempt(one, through, deliveries);
        const judge judging(one, through.when, through.choices);
        for (const auto& line : judging.expected(seen.judged.outcome, deliveries))
            made.expected.push_back({(line.optional ? "maybe " : "") + line.text, line.delivery, false});
        if (is_failure(seen.judged.result) && seen.judged.expected < made.expected.size())
            made.expected[seen.judged.expected].is_fault = true;
        made.came = std::move(seen.came);
        made.trace = to_trace(one, deliveries, one.source.id + "-smaller");
        return made;
    }

    /// Whether the failure shows again in a process that has seen nothing else. If not, what was kept is its cause.
    bool keeps_failing(const reader& through, const schedule& failing) {
        if (!with_.restart()) return true;
        const judgement again = attempt(case_, through, failing).judged;
        if (is_failure(again.result)) return true;
        result_.message =
            "does not repeat in a fresh process: something of the runs before it was kept; here: " + result_.message;
        result_.rules.insert(result_.rules.begin(), {"TESTEE-2", "MUST"});
        example made = example_of(through, case_, failing);
        made.rerun = settings_.rerun; // the case alone passes: the run has to be repeated
        result_.failure = std::move(made);
        return false;
    }

    /// A fault that the whole stream in one delivery does not show is one of cuts: the rule about them is named first.
    void find_cut_only(const reader& through, const schedule& failing) {
        schedule whole;
        if (!case_.bytes.empty()) whole.push_back(case_.bytes.size());
        const std::string& role = case_.source.role;
        const bool is_stream =
            role == "frame_decoder" || role == "header_message" || role == "file_receiver" || role == "command_reply";
        if (!is_stream || failing == whole || delivery_plan(case_, whole_plan(), 0).positions().empty()) return;
        if (is_failure(attempt(case_, through, whole).judged.result)) return;
        result_.is_cut_only = true;
        const citation split{role == "frame_decoder" ? "FRAME-SPLIT-1" : "HEADER-SPLIT-1", "MUST"};
        std::erase_if(result_.rules, [&](const citation& one) { return one.rule == split.rule; });
        result_.rules.insert(result_.rules.begin(), split);
    }

    /// Makes the failure small and keeps it.
    void explain(const reader& through, const schedule& failing, const judgement& found) {
        result_.result = found.result;
        result_.message = found.message;
        unsigned& alike = settings_.shrinking->of_a_kind[case_.source.role + difference_of(found.message)];
        const bool is_one_more = alike >= settings_.shrinking->most_of_a_kind;
        if (found.result == verdict::fail && !is_one_more && !keeps_failing(through, failing)) return;
        find_cut_only(through, failing);
        ++alike;
        if (is_one_more) {
            result_.failure = example_of(through, case_, failing);
            result_.failure->rerun = rerun_line(failing);
            return;
        }
        smallest small{failing, case_, failing, false};
        const double start = clock_seconds();
        const double until = start + settings_.shrinking->seconds_a_case;
        double& left = settings_.shrinking->seconds_in_all;
        small = shrink(case_, failing, [&](const compiled_trace& one, const schedule& deliveries) {
            const double now = clock_seconds();
            if (now >= until || now - start >= left) return false;
            const judgement tried = attempt(one, through, deliveries).judged;
            return tried.result == found.result && difference_of(tried.message) == difference_of(found.message);
        });
        left -= clock_seconds() - start;
        const judgement last = attempt(case_, through, small.whole).judged;
        if (last.result == found.result) result_.message = last.message;
        example made = example_of(through, small.one, small.deliveries);
        made.is_shortened = small.is_shortened;
        made.rerun = rerun_line(small.whole);
        result_.failure = std::move(made);
    }

    subject& with_;
    const selected_case& selected_;
    const run_settings& settings_;
    case_result result_;
    compiled_trace case_;
    std::vector<reader> readers_;
    bool is_forked_ = false;
};

} // namespace

case_result run_case(subject& with, const selected_case& one, const run_settings& settings) {
    return case_runner(with, one, settings).run();
}

case_result run_fatal_case(subject& with, const selected_case& one, const run_settings& settings, verdict result,
                           const std::string& why) {
    return case_runner(with, one, settings).run_fatal(result, why);
}

} // namespace cleave::conformance
