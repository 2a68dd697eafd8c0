// SPDX-License-Identifier: MIT
//
// known_failures: the list of cases that are known to fail. Lists rot: so each entry names one case and the message
// with which it fails, and what holds no more is itself a failure.
//
//     frame-cut-in-header # LATE: end
#pragma once

#include "result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

using failure_list = std::map<std::string, std::string>; // id to message

/// Reads a list. On failure `why` names the line.
std::optional<failure_list> parse_failure_list(std::string_view text, std::string& why);

/// Turns failures that are on the list into XFAIL, and listed cases that do not fail into XPASS. A failure with another
/// message stays what it is; entries of cases that were not run are stale, unless only a part of the suite was asked
/// for. is_whole_suite: no filter and no shard.
void apply(const failure_list& list, run_result& run, bool is_whole_suite);

/// The list that says what failed in this run.
std::string failure_list_of(const run_result& run);

} // namespace cleave::conformance
