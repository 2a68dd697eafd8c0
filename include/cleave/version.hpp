// SPDX-License-Identifier: MIT
//
// version: which cleave this is. CMakeLists.txt says it first; .ci/version copies it here, and a test compares them.
#pragma once

#include "detail/platform.hpp"

#include <cstdint>
#include <string_view>

namespace cleave {

/// The version as one number to compare with, 1'002'003 for 1.2.3: `static_assert(cleave::version >= 1'002'000)`.
inline constexpr std::uint32_t version = 2'000;

/// The version as people write it.
inline constexpr std::string_view version_text = "0.2.0";

} // namespace cleave
