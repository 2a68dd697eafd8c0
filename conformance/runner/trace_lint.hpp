// SPDX-License-Identifier: MIT
//
// trace_lint: what must hold of all traces together, and of SPEC.md beside them.
#pragma once

#include "trace.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// A rule of SPEC.md, as its line reads: - **FRAME-LEN-2**: A reader MUST ...
struct rule {
    std::string id;
    std::string level;
    std::string sentence;
    std::size_t line = 0;
};

/// Every rule of the text, in order.
std::vector<rule> rules_of(std::string_view spec);

/// What the linter found.
struct lint_report {
    std::vector<std::string> problems;                        // each with file and line: none may be left
    std::map<std::string, std::vector<std::string>> cases_of; // rule to the ids of its cases
    std::vector<std::string> musts_without_case;
    std::size_t alternatives = 0;      // cases that may end well in more than one way
    std::size_t wide_alternatives = 0; // in more than two: such a case lets a deleted rule pass
};

/// Lints traces, each in its own layout or in every named one it is fit for. spec: the text of SPEC.md. flags: of
/// flags.txt, lines of `Name: explanation`.
lint_report lint(const std::vector<trace>& traces, std::string_view spec, std::string_view flags);

/// Loads every *.trace below `folder`, in the order of their paths. Files that cannot be read are `problems`.
std::vector<trace> load_traces(const std::string& folder, std::vector<std::string>& problems);

} // namespace cleave::conformance
