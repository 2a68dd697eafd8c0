// SPDX-License-Identifier: MIT
#pragma once

// How long a test waits for what has to come: two minutes, times CLEAVE_PATIENCE.
#include <chrono>
#include <cstdlib>

namespace cleave::posix {

inline std::chrono::milliseconds patience_of_tests() {
    const char* const factor = std::getenv("CLEAVE_PATIENCE");
    return std::chrono::milliseconds(static_cast<long>(120'000 * (factor ? std::atof(factor) : 1)));
}

inline const std::chrono::milliseconds test_patience = patience_of_tests();

} // namespace cleave::posix
