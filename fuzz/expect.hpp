// SPDX-License-Identifier: MIT
//
// expect: how a fuzz target says that its invariant is broken: in one line, and then by abort(), which every fuzzing
// engine and every test driver takes for a finding.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace cleave::fuzz {

[[noreturn]] inline void found(std::string_view what, const char* file = __builtin_FILE(),
                               int line = __builtin_LINE()) {
    std::fprintf(stderr, "%s:%d: broken: %.*s\n", file, line, static_cast<int>(what.size()), what.data());
    std::abort();
}

/// what: the invariant, as it should be.
inline void expect(bool holds, std::string_view what, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
    if (!holds) [[unlikely]]
        found(what, file, line);
}

} // namespace cleave::fuzz
