// SPDX-License-Identifier: MIT
//
// cleave-inspect: shows what a length-prefixed stream holds, and where and why it breaks.
#include "program.hpp"

int main(int argc, char** argv) { return cleave::inspect::run_program(argc, argv); }
