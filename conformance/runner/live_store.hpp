// SPDX-License-Identifier: MIT
//
// live_store: the folder in which a program under test keeps its files, filled before a case and looked at behind it.
#pragma once

#include "observation.hpp"
#include "trace.hpp"

#include <string>

namespace cleave::conformance {

/// Whether a case has to do with files.
bool needs_store(const compiled_trace& one);

/// Empties the folder and puts the files of `store: NAME=BYTES ...` there. returns: what failed, or nothing.
std::string fill_store(const std::string& folder, const compiled_trace& one);

/// Removes everything in the folder, and nothing elsewhere: a link goes, what it leads to stays.
void empty_store(const std::string& folder);

/// Shows what `stored` or `absent` asks about, as it is: looks again and again until it is as expected, or no time is
/// left. A file that does not lie beneath the folder, links not followed, is shown without its content.
void show_stored(const std::string& folder, const expectation& wanted, double deadline, event_sink& sink);

} // namespace cleave::conformance
