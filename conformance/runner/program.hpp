// SPDX-License-Identifier: MIT
//
// program: what cleave-conformance does with its command line.
#pragma once

namespace cleave::conformance {

/// returns: 0 all well, 1 a failure, 2 nothing was run or bad usage, 3 the suite itself is at fault.
int run_program(int argc, const char* const* argv);

} // namespace cleave::conformance
