// SPDX-License-Identifier: MIT
//
// case_run: plays one case to a subject in every delivery of the plan, judges each, and makes a failure small.
#pragma once

#include "result.hpp"
#include "subject.hpp"
#include "suite.hpp"

#include <cstdint>
#include <string>

namespace cleave::conformance {

struct run_settings {
    plan_choice plan = whole_plan();
    std::uint64_t seed = 1;
    bool proves = true;
    double timeout = 10;     // seconds of silence
    bool is_isolated = true; // the subject runs in this process, which is a worker's: a watchdog may end it
    bool shrinks = true;
    std::string rerun; // the command line, but for the case and its delivery
};

/// one: its own result_for() is filled in. Does not return where the subject takes this process with it.
case_result run_case(subject& with, const selected_case& one, const run_settings& settings);

/// The same for a case that ended a worker in that way: which delivery does it, tried in processes of their own.
case_result run_fatal_case(subject& with, const selected_case& one, const run_settings& settings, verdict result,
                           const std::string& why);

} // namespace cleave::conformance
