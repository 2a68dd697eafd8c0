// SPDX-License-Identifier: MIT
//
// suite_files: the files that a suite is made of: traces, SPEC.md beside their folder, scaffolds. They lie in a folder,
// or in the program itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace cleave::conformance {

/// The folder of the traces that are part of this program: it is read like any other.
inline constexpr std::string_view built_in_traces = "(built in)/traces";

/// Makes an archive of files part of this program: per file a line `PATH SIZE`, and its bytes. The archive is kept as a
/// view: it outlives every call below. PATH is below "(built in)".
void set_built_in_suite(std::string_view archive);

/// Whether this program has a suite of its own.
bool has_built_in_suite();

/// Returns the file's content; nothing if it cannot be read.
std::optional<std::string> read_suite_file(const std::string& path);

/// Returns the paths of all files below `folder` that end with `suffix`, sorted. failure: why the folder cannot be
/// read.
std::vector<std::string> suite_files_below(const std::string& folder, std::string_view suffix,
                                           std::error_code& failure);

} // namespace cleave::conformance
