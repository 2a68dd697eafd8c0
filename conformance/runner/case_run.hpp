// SPDX-License-Identifier: MIT
//
// case_run: plays one case to a subject in every delivery of the plan, judges each, and makes a failure small.
#pragma once

#include "result.hpp"
#include "subject.hpp"
#include "suite.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace cleave::conformance {

/// How long failures may be made smaller: a subject that falls silent takes its time with every try.
struct shrinking_time {
    double seconds_a_case = 20;
    double seconds_in_all = 1000;
    unsigned most_of_a_kind = ~0U; // failures with the same difference: further ones are listed, not explained
    std::map<std::string, unsigned> of_a_kind = {}; // explained so far
};

struct run_settings {
    plan_choice plan = whole_plan();
    std::uint64_t seed = 1;
    bool proves = true;
    double timeout = 10;     // seconds of silence
    bool is_isolated = true; // the subject runs in this process, which is a worker's: a watchdog may end it
    std::string rerun;       // the command line, but for the case and its delivery
    std::shared_ptr<shrinking_time> shrinking = std::make_shared<shrinking_time>();
};

/// one: its own result_for() is filled in. Does not return where the subject takes this process with it.
case_result run_case(subject& with, const selected_case& one, const run_settings& settings);

/// The same for a case that ended a worker in that way: which delivery does it, tried in processes of their own.
case_result run_fatal_case(subject& with, const selected_case& one, const run_settings& settings, verdict result,
                           const std::string& why);

} // namespace cleave::conformance
