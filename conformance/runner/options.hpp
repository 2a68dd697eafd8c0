// SPDX-License-Identifier: MIT
//
// options: the command line of cleave-conformance.
#pragma once

#include "delivery_plan.hpp"
#include "trace_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

enum class action {
    run,
    probe,
    list,
    show,
    rules,
    merge,
    import_capture,
    export_capture,
    vectors,
    scaffold,
    releases,
    lint,
    help,
    version
};

struct options {
    action what = action::run;

    // The subject; the library where none is named
    std::string testee; // a command
    std::string server; // an address
    std::string client; // a command
    std::string system; // which of the protocols' systems the server or client is
    std::string dialect = "plain";
    std::string form;
    std::string transport = "tcp";
    std::string family = "ipv4"; // where a client finds the suite
    std::string store;           // the folder that the server keeps its files in
    std::string subject_name;
    std::string profile; // a file of declarations

    // The cases
    std::string traces;
    std::vector<std::string> cases;
    std::vector<layout> layouts;
    bool has_layouts = false; // the user named them
    std::string shown_case;
    std::string suite_version; // of the cases; empty: all that there are
    std::size_t shard = 0;     // counted from 0
    std::size_t shards = 1;

    // How they are run
    std::optional<plan_choice> plan;
    std::string plan_text = "plan";
    std::uint64_t seed = 1;
    unsigned jobs = 0;
    bool has_jobs = false;
    double timeout = 10;
    std::uint64_t memory = 0; // bytes of address space that a testee may have; 0: as many as it likes
    bool proves = true;
    bool strict = false;
    std::string watch; // a command that builds; run whenever a file changes

    // What becomes of the results
    std::string known_failures;
    bool updates_list = false;
    std::size_t min_run = 0;
    std::string write_trace;
    std::string report_json, report_junit, report_tap, report_html, report_badge;
    std::string kill_matrix;
    std::vector<std::string> merged;
    bool quiet = false;
    bool verbose = false;

    // import, export and vectors
    std::string capture; // the file to be imported
    std::string output;
    std::string language; // of a scaffold
    std::string role = "frame_decoder";
    std::map<std::string, std::string> lines; // of the traces' heads
    std::uint16_t port = 0;
    std::size_t connection = 0;

    /// The words of the command line that name the subject and its traces, quoted for a shell: what a rerun begins
    /// with.
    std::string rerun;
};

/// Reads the command line and the shard variables of GoogleTest. On failure `why` says what was expected.
std::optional<options> parse_options(int argc, const char* const* argv, std::string& why);

/// All options, a line each.
std::string_view usage();

} // namespace cleave::conformance
