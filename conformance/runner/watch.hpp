// SPDX-License-Identifier: MIT
//
// watch: builds and plays again whenever a file changes: first what failed last, and all cases once that holds.
#pragma once

#include "options.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cleave::conformance {

/// Files by path, with what a change of each changes.
using file_states = std::map<std::string, std::string>;

/// Looks at the files below `folder`, apart from hidden names, node_modules and __pycache__.
file_states states_below(const std::string& folder);

/// Returns the paths that are new, gone or different.
std::set<std::string> changes(const file_states& before, const file_states& after);

/// What one run says: its exit code, and the cases that failed.
struct watched_run {
    int code = 0;
    std::vector<std::string> failed;
};

/// Builds with `given.watch`, a shell command, and plays, for each change below the current folder. Ends only when the
/// program is ended.
[[noreturn]] void watch(const options& given, const std::function<watched_run(const options&)>& play);

} // namespace cleave::conformance
