// SPDX-License-Identifier: MIT
//
// facts: failures grouped by what went wrong. One fault of an implementation fails many cases; a person wants it once.
#pragma once

#include "result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// Failures with one cause, as far as that shows from outside.
struct fact {
    std::string cause;
    std::vector<const case_result*> cases; // the smallest example first
};

/// The bad results of a run, the largest group first. run: must outlive what is returned.
std::vector<fact> facts_of(const run_result& run);

/// What a message says apart from numbers and bytes: cases that differ in these alone have one cause.
std::string difference_of(std::string_view message);

/// A choice that showed, whether it was declared, and in how many cases.
struct choice_fact {
    std::string choice; // "reads=header"
    std::size_t declared = 0;
    std::size_t undeclared = 0;
};
std::vector<choice_fact> choices_of(const run_result& run);

/// Why cases were not run, and how many for each reason, the most frequent first.
struct gap {
    std::string reason;
    std::size_t cases = 0;
};
std::vector<gap> gaps_of(const run_result& run);

/// Which MUST rules some case exercised, of those that the run's cases cite.
struct rule_count {
    std::size_t exercised = 0;
    std::size_t cited = 0;
    std::vector<std::string> missed;
};
rule_count rules_exercised(const run_result& run);

/// A fault of the kill matrix and the cases that find it.
struct known_fault {
    std::string name, about;
    std::vector<std::string> cases;
};
std::vector<known_fault> read_faults(std::string_view kill_matrix);

/// The known fault whose cases are most like those that failed, with its likeness from 0 to 1. Nothing is said of
/// fewer than three failures, nor of a likeness below 0.4: the name is then empty.
struct resemblance {
    std::string name, about;
    double likeness = 0;
    std::size_t shared = 0;
};
resemblance most_like(const run_result& run, const std::vector<known_fault>& faults);

} // namespace cleave::conformance
