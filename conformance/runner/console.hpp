// SPDX-License-Identifier: MIT
//
// console: what the program says, the files it reads and writes, and how it ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleave::conformance {

// Exit codes
inline constexpr int all_well = 0;
inline constexpr int a_failure = 1;
inline constexpr int bad_usage = 2;
inline constexpr int suite_at_fault = 3;

/// To the standard output.
void say(std::string_view text);
/// A line on the standard error, with the program's name.
void complain(const std::string& text);

/// The whole file; nothing, and a complaint, where it cannot be read.
std::optional<std::string> read_file(const std::string& path);
/// False, and a complaint, where it cannot be written.
bool write_file(const std::string& path, std::string_view content);

} // namespace cleave::conformance
