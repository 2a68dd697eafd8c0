// SPDX-License-Identifier: MIT
//
// file_commands: what the program does besides running cases: captures in and out, vectors, the linter.
#pragma once

#include "options.hpp"
#include "suite.hpp"

#include <vector>

namespace cleave::conformance {

// Each returns the program's exit code.

/// Makes traces of a capture and writes them into the folder --output.
int import_capture_file(const options& given);
/// Writes the chosen cases as a capture into the file --output.
int export_capture_file(const options& given, const std::vector<selected_case>& cases);
/// Writes the chosen cases as JSON for other languages, into the file --output.
int write_vectors(const options& given, const std::vector<selected_case>& cases);
/// Says what must hold of all traces together and does not.
int lint_suite(const suite& all);

} // namespace cleave::conformance
