// SPDX-License-Identifier: MIT
//
// releases: which cases came with which release of the suite, from releases.txt beside the traces. An old set can be
// played again, and a release says what is new.
#pragma once

#include "options.hpp"
#include "suite.hpp"
#include "trace.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// What a version added or changed: the rev of each case.
struct suite_release {
    std::string version; // "0.2"
    std::map<std::string, std::uint64_t> revs;
};

/// Reads releases.txt: a line `VERSION:` begins a release, each further line is an id, and its rev where that is not 1.
/// On failure `why` says what was expected.
std::optional<std::vector<suite_release>> parse_releases(std::string_view text, std::string& why);

/// Leaves the cases that `version` had; one that has changed since is marked as tentative. On failure `why` says what
/// was expected, and nothing is changed.
bool keep_version(suite& all, std::string_view version, std::string& why);

/// Says what is wrong: an id of a release that is gone, or a case whose rev is lower than a release had it.
std::vector<std::string> broken_promises(const std::vector<trace>& all, const std::vector<suite_release>& releases);

/// The same of a suite's folder, retired cases too; a folder without releases.txt promises nothing.
std::vector<std::string> broken_promises(const suite& all);

/// Whether a failure is information only: the case is new, or was changed since the version that is played.
bool is_tentative(const trace& one);

/// The action `releases`: says how many cases each release brought; with --update-list writes what is new into
/// releases.txt, as part of this program's version. Returns the program's exit code.
int show_releases(const options& given, const suite& all);

} // namespace cleave::conformance
