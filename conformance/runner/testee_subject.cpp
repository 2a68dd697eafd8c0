// SPDX-License-Identifier: MIT
#include "testee_subject.hpp"

#include "child_process.hpp"
#include "json_value.hpp"
#include "testee_answer.hpp"
#include "trace_json.hpp"

#include <algorithm>
#include <deque>
#include <optional>

namespace cleave::conformance {

namespace {

constexpr std::size_t most_unanswered = 16; // runs that a testee has before it at a time

/// All of a run but the bytes: the same for every delivery of a case.
std::string run_line(const compiled_trace& one, std::uint64_t seq, const std::string& role,
                     const schedule& deliveries) {
    json_text_writer to;
    to.begin_object().field("type", "run").field("seq", seq).field("role", role);
    write_layout(to, one.layout);
    write_fields(to, "limits", one.limits);
    write_fields(to, "options", one.options);
    to.key("deliveries").begin_array();
    std::size_t from = 0;
    for (const std::size_t end : deliveries) {
        to.string(hex(std::string_view(one.bytes).substr(from, end - from)));
        from = end;
    }
    to.end_array().field("end", to_string(one.end));
    return to.end_object().text() + "\n";
}

class testee_subject : public subject {
  public:
    testee_subject(std::string command, double seconds, std::uint64_t seed, const testee_profile& given,
                   std::uint64_t memory)
        : command_(std::move(command)), seconds_(seconds), seed_(seed), given_(given), memory_(memory) {
        start();
    }

    ~testee_subject() override {
        if (!process_) return;
        process_->write("{\"type\":\"stop\"}\n");
        process_->close_input();
        std::string rest;
        process_->read_all(rest, 1);
    }

    std::string absence() const override {
        if (process_ || is_known_) return {};
        return "the testee did not start: " + start_failure_.why +
               "\ntry it yourself: echo '{\"type\":\"start\",\"version\":1}' | " + command_;
    }
    std::string name() const override { return profile_.name.empty() ? command_ : profile_.name; }
    bool restart() override { return start(); }
    std::vector<std::string> layouts() const override { return profile_.layouts; }
    const declarations* choices() const override { return &profile_.declared; }
    std::vector<std::string> features() const override {
        std::vector<std::string> all = profile_.features;
        if (profile_.declared.after_error == "goes_on") all.emplace_back("goes-on");
        return all;
    }

    std::vector<reader> readers(const compiled_trace& one, std::string& why) override {
        // A testee that cannot even be started is asked all the same: the case is then what shows it.
        const std::vector<std::string>& roles = profile_.roles;
        if (is_known_ && std::find(roles.begin(), roles.end(), one.source.role) == roles.end()) {
            why = "the testee does not name the role " + one.source.role;
            return {};
        }
        const bool whole = profile_.gives_whole_frames && one.source.role == "frame_decoder";
        return {{whole ? "whole frames" : "", whole ? timing::whole_frames : timing::exact, choices()}};
    }

    void play(const compiled_trace& one, const reader&, std::span<const schedule> schedules,
              const on_shown& shown) override {
        std::size_t asked = 0;
        std::deque<std::uint64_t> unanswered;
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            if (!process_ && !start()) {
                for (; i < schedules.size(); ++i) {
                    seen_.clear();
                    seen_.ended(start_failure_.how, start_failure_.why);
                    if (!shown(i, seen_)) return;
                }
                return;
            }
            if (asked < i) asked = i;
            for (; asked < schedules.size() && unanswered.size() < most_unanswered; ++asked) {
                unanswered.push_back(next_seq_);
                process_->write(run_line(one, next_seq_++, one.source.role, schedules[asked]));
            }
            seen_.clear();
            const bool is_well = receive(unanswered.front(), schedules[i].size());
            unanswered.pop_front();
            if (!is_well) {
                process_.reset();
                unanswered.clear(); // asked of the one that is gone: to be asked again
                asked = i + 1;
            }
            if (!shown(i, seen_)) return drain(unanswered.size());
        }
    }

  private:
    /// Takes in answers to what is not wanted any more: they would come when the next case is asked.
    void drain(std::size_t answers) {
        std::string line;
        for (; answers != 0 && process_; --answers)
            if (process_->read_line(line, seconds_) != waited::got) process_.reset();
    }

    struct failure {
        run_end how = run_end::normal;
        std::string why;
    };

    /// Starts the process, asks who it is and about a role that does not exist.
    bool start() {
        start_failure_ = {};
        process_ = std::make_unique<child_process>(command_, memory_);
        process_->write("{\"type\":\"start\",\"version\":1}\n");
        std::string line;
        constexpr double start_is_slower = 6; // an interpreter or a virtual machine loads first
        if (const waited what = process_->read_line(line, seconds_ * start_is_slower); what != waited::got)
            return give_up(failure_of(what, "the answer to start"));
        auto profile = read_profile(line);
        if (!profile)
            return give_up({run_end::junk, "expected {\"type\":\"started\", ...} for an answer to start, found " +
                                               shortened(line, 60)});
        if (!profile->fault.empty()) return give_up({run_end::junk, profile->fault});
        profile_ = std::move(*profile);
        overrule(profile_, given_);
        is_known_ = true;
        return probe();
    }

    /// A testee that answers what nobody can know has not looked at the question.
    bool probe() {
        compiled_trace nothing;
        nothing.layout = named_layouts()[0];
        const std::uint64_t seq = next_seq_++;
        seed_ = seed_ * 6364136223846793005U + 1442695040888963407U;
        process_->write(run_line(nothing, seq, "role_" + std::to_string(seed_ >> 40), {}));
        observation seen;
        std::swap(seen, seen_);
        const bool is_well = receive(seq, 0);
        std::swap(seen, seen_);
        if (!is_well) return give_up({seen.end(), seen.why()});
        if (seen.end() != run_end::unsupported)
            return give_up({run_end::junk, "a role that does not exist was not answered `unsupported`"});
        return true;
    }

    bool give_up(failure why) {
        start_failure_ = std::move(why);
        process_.reset();
        return false;
    }

    failure failure_of(waited what, const std::string& awaited) {
        switch (what) {
        case waited::got: break;
        case waited::silent: return {run_end::timeout, "no line within the time for " + awaited};
        case waited::ended: return {run_end::crash, process_->ending() + ", before " + awaited};
        case waited::flooded: return {run_end::junk, "more than 64 MiB without the end of a line"};
        }
        return {};
    }

    /// Takes the answer to run `seq` into seen_; false: this process is of no more use.
    bool receive(std::uint64_t seq, std::size_t deliveries) {
        std::string line;
        const waited what = process_->read_line(line, seconds_);
        if (what != waited::got) {
            const failure found = failure_of(what, "an answer");
            seen_.ended(found.how, found.why + (found.how == run_end::crash ? process_->last_words() : ""));
            return false;
        }
        return read_answer(line, seq, deliveries, seen_);
    }

    std::string command_;
    double seconds_;
    std::uint64_t seed_;
    testee_profile given_;
    std::uint64_t memory_;
    std::unique_ptr<child_process> process_;
    testee_profile profile_;
    bool is_known_ = false;
    failure start_failure_;
    std::uint64_t next_seq_ = 1;
    observation seen_;
};

} // namespace

std::unique_ptr<subject> make_testee_subject(const std::string& command, double seconds, std::uint64_t seed,
                                             const testee_profile& profile, std::uint64_t memory) {
    return std::make_unique<testee_subject>(command, seconds, seed, profile, memory);
}

} // namespace cleave::conformance
