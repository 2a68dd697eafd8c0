// SPDX-License-Identifier: MIT
//
// program: what cleave-inspect does with its command line.
#pragma once

namespace cleave::inspect {

/// returns: 0 no fault, 1 a fault or nothing that could be read, 2 wrong usage, 3 the input could not be read.
int run_program(int argc, char** argv);

} // namespace cleave::inspect
