// SPDX-License-Identifier: MIT
//
// cleave-conformance: holds an implementation to the rules of SPEC.md.
#include "program.hpp"

int main(int argc, char** argv) { return cleave::conformance::run_program(argc, argv); }
