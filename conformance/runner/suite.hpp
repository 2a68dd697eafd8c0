// SPDX-License-Identifier: MIT
//
// suite: the traces and the rules that they cite, and which cases of them a run is about.
#pragma once

#include "result.hpp"
#include "trace.hpp"
#include "trace_lint.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

struct suite {
    std::string folder;
    std::vector<trace> traces;
    std::string spec; // the text of SPEC.md
    std::vector<rule> rules;
    std::string hash; // of all traces and the rules: twelve hexadecimal digits

    /// What SPEC.md says under this name; nothing where it is none.
    const rule* find_rule(std::string_view id) const;
};

/// Returns the folder of traces where the command line names none: in this program if it has them, beside this program,
/// in share/cleave beside it or its folder, or in the repository that it was built from. Empty if there is none of
/// these.
std::string default_traces();

/// Loads every trace below `folder`, and SPEC.md beside it. problems: what cannot be read, with file and line.
suite load_suite(const std::string& folder, std::vector<std::string>& problems);

/// A case in one layout. Compiled when its turn comes, so that a run's memory does not grow with its cases.
struct selected_case {
    const trace* source = nullptr;
    layout in;
    std::string id; // with @LAYOUT where the case runs in any layout and this is not the project's own
};

/// Whether text is matched by a pattern of * and ?.
bool matches_glob(std::string_view pattern, std::string_view text);

/// The folder that a trace lies in.
std::string area_of(const trace& one);

/// Each case of the suite that one of the globs matches (none: all of them), in each layout that it exists in.
std::vector<selected_case> select(const suite& from, const std::vector<std::string>& globs,
                                  const std::vector<layout>& layouts);

/// What a result says of its case, before it is run.
case_result result_for(const selected_case& one);

/// The need of a case that its layout does not meet: in that layout the case does not exist. Empty: it does.
std::string unmet_layout_need(const trace& one, const layout& in);

} // namespace cleave::conformance
