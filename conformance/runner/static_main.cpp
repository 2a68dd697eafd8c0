// SPDX-License-Identifier: MIT
//
// cleave-conformance in one file: the cases and rules are part of it. CLEAVE_SUITE is the archive that pack_suite.py
// made.
#include "program.hpp"
#include "suite_files.hpp"

#include <cstddef>
#include <string_view>

asm(".section .rodata\n"
    ".global cleave_suite_begin\n"
    ".global cleave_suite_end\n"
    "cleave_suite_begin:\n"
    ".incbin \"" CLEAVE_SUITE "\"\n"
    "cleave_suite_end:\n"
    ".previous\n");

extern "C" const char cleave_suite_begin[];
extern "C" const char cleave_suite_end[];

int main(int argc, char** argv) {
    const auto size = static_cast<std::size_t>(cleave_suite_end - cleave_suite_begin);
    cleave::conformance::set_built_in_suite(std::string_view(cleave_suite_begin, size));
    return cleave::conformance::run_program(argc, argv);
}
