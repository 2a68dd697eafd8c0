// SPDX-License-Identifier: MIT
//
// judge: whether what an endpoint showed is what the case expects, and in time.
#pragma once

#include "declarations.hpp"
#include "delivery_plan.hpp"
#include "observation.hpp"
#include "trace.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

enum class verdict {
    pass,
    nonstrict,   // ends well, but not in the way the rules ask for first
    info,        // the rules leave it open: this is which way it went
    fail,        // not what is expected
    crash,       // the subject died
    timeout,     // the subject fell silent
    unsupported, // the subject cannot do this
    xfail,       // failed as the list of known failures says
    xpass,       // passed, though that list says otherwise
    suite_error, // the suite itself, or the case, is broken
};

std::string_view to_string(verdict v);

/// Whether a run with this verdict is a bad one; strict: NONSTRICT counts as one.
bool is_bad(verdict v, bool strict);

/// When events have to come.
enum class timing {
    exact,        // with the delivery they are due with
    whole_frames, // likewise; but a frame is shown all at once, when its last byte is in
    any,          // in order: over a network a delivery is a wish
};

struct judgement {
    verdict result = verdict::pass;
    std::string message;                   // in one line, without what differs from run to run; empty for pass
    std::size_t outcome = 0;               // the one that fits, or comes nearest
    std::size_t expected = 0;              // how many of its events came as they should
    std::size_t shown = 0;                 // how many of those that came did
    std::vector<std::string> choices = {}; // differences that are matters of taste, as FIELD=VALUE: "reads=header"
};

/// Judges all runs of one case.
class judge {
  public:
    /// one, choices: must outlive the judge. With choices, what is a matter of taste is no failure: INFO where it is
    /// declared, NONSTRICT where it is not. Without, the rules hold as they are written.
    judge(const compiled_trace& one, timing when, const declarations* choices = nullptr);

    judgement operator()(const schedule& deliveries, const observation& seen) const;

    /// Whether all that the case expects has come, or something that it does not: then there is no use in waiting.
    /// offset: bytes delivered so far; ended: the end was delivered too.
    bool is_settled(const observation& seen, std::size_t offset, bool ended) const;

    /// What is expected, in its canonical text, with the delivery it is due with.
    struct expected_line {
        std::string text;
        std::size_t delivery;
        bool optional;
    };
    std::vector<expected_line> expected(std::size_t outcome, const schedule& deliveries) const;

  private:
    struct line {
        const expectation* from;
        std::string arguments;
        std::string bytes;
        std::uint64_t due;
        bool after_end;
    };
    struct way {
        verdict grade;
        std::vector<line> lines;
    };
    enum class likeness { none, nonstrict, same };

    using taste = std::vector<std::string>;
    likeness compare(const line& wanted, const observation& seen, const observation::entry& shown,
                     taste* used = nullptr) const;
    likeness compare_errors(const line& wanted, const observation& seen, const observation::entry& shown,
                            taste* used) const;
    bool is_same_error(std::string_view wanted, std::string_view came, taste& used) const;
    bool is_early_enough(const line& wanted, std::size_t came, const schedule& deliveries) const;
    bool is_left_out(const line& wanted, const observation& seen, std::size_t k, taste& used) const;
    std::string untimely(const line& wanted, std::size_t came, const schedule& deliveries, taste& used) const;
    bool declares(std::string_view field, std::string_view value) const;
    void grade(judgement& one) const;
    judgement follow(const way& one, const schedule& deliveries, const observation& seen) const;
    std::size_t first_due(const line& wanted, const schedule& deliveries) const;
    std::size_t last_due(const line& wanted, const schedule& deliveries) const;
    bool is_merged(const line& wanted) const;

    const compiled_trace& case_;
    timing when_;
    const declarations* choices_;
    bool deliveries_are_messages_ = false;
    std::vector<way> ways_;
};

/// Text cut to a length that fits a line.
std::string shortened(std::string_view text, std::size_t most = 120);

} // namespace cleave::conformance
