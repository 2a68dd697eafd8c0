// SPDX-License-Identifier: MIT
//
// result: what came of one case, and of a whole run; both as JSON, which is how workers report and shards merge.
#pragma once

#include "json_value.hpp"
#include "judge.hpp"
#include "trace.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// An event and the delivery that it is due with, or came with. The number of deliveries stands for the end.
struct shown_line {
    std::string text;
    std::size_t delivery = 0;
    bool is_fault = false; // the first that is not as it should be
};

/// The smallest example of a failure.
struct example {
    std::string reader;              // by which way of several, empty where there is one
    std::vector<std::string> pieces; // the bytes of each delivery, hexadecimal
    std::string end;                 // open, eof, reset
    std::vector<shown_line> expected;
    std::vector<shown_line> came;
    std::string rerun;         // the command line that plays exactly this
    std::string trace;         // this as a trace of its own
    bool is_shortened = false; // messages or bytes of the case were left out
};

struct case_result {
    std::string id;   // that of the trace, with @LAYOUT behind it where that is not the project's own
    std::string area; // the folder of the trace
    std::string about;
    std::string role;
    std::string layout;
    std::vector<citation> rules;
    verdict result = verdict::pass;
    std::string message;              // why; in one line and the same in every run
    bool is_cut_only = false;         // a failure that only some deliveries show
    std::vector<std::string> choices; // matters of taste that showed, as "reads=header"
    std::uint64_t schedules = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t proof_feeds = 0;
    bool is_stream = false; // the subject could be asked for a proof that all deliveries are alike
    bool is_proven = false; // and gave it: every delivery of the stream, through every reader that can be proven
    double seconds = 0;
    std::optional<example> failure;

    bool cites_must() const;
};

/// All results of one subject.
struct run_result {
    std::string subject;
    std::uint64_t seed = 0;
    bool strict = false;
    std::string shard; // "1/2", or empty
    std::string like;  // the known fault that the failures are most like, in words; empty: none
    std::string plan;
    double seconds = 0;
    std::string date;       // of the run, as in 2026-11-30
    std::string suite_hash; // of the cases that were run, where other runs of the report had others
    std::vector<case_result> cases;
    std::vector<std::string> stale; // entries of the list of known failures that hold no more
};

/// What reports are made of: one run, or several merged.
struct report {
    std::string version;
    std::string suite_hash;
    std::vector<run_result> runs;
};

void write_json(json_text_writer& to, const case_result& one);
std::optional<case_result> read_case_result(const json_value& from);

std::string to_json(const report& all);
/// Reads a report; on failure `why` says what was expected.
std::optional<report> read_report(std::string_view text, std::string& why);

/// Puts shards of one subject together, and subjects side by side. problems: shards of different suites or seeds, a
/// case that two shards ran, a shard that is missing.
report merge(std::vector<report> parts, std::vector<std::string>& problems);

/// How many cases of a run have each verdict.
struct tally {
    std::size_t of[10] = {};
    std::size_t must = 0;     // cases that cite a MUST
    std::size_t must_run = 0; // of those, the ones that were run
    std::uint64_t schedules = 0, deliveries = 0, proof_feeds = 0, proven = 0, streams = 0;

    void add(const case_result& one);
    std::size_t operator[](verdict v) const { return of[static_cast<std::size_t>(v)]; }
    std::size_t cases() const;
};
tally tally_of(const run_result& run);

std::optional<verdict> parse_verdict(std::string_view text);

} // namespace cleave::conformance
