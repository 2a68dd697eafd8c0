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

/// `text` as a terminal, a log or a report can show it: what could speak to one is escaped. Lines stay lines.
std::string displayable(std::string_view text);
/// The same, and a line end is escaped, too: of what a program under test says no line can be made.
std::string displayable_line(std::string_view text);

/// To the standard output.
void say(std::string_view text);
/// A line on the standard error, with the program's name; displayable.
void complain(const std::string& text);

/// The whole file; nothing, and a complaint, where it cannot be read.
std::optional<std::string> read_file(const std::string& path);
/// False, and a complaint, where it cannot be written.
bool write_file(const std::string& path, std::string_view content);

} // namespace cleave::conformance
