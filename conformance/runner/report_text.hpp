// SPDX-License-Identifier: MIT
//
// report_text: what a person reads on the terminal.
#pragma once

#include "result.hpp"
#include "suite.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

struct text_style {
    bool has_color = false;
    bool is_quiet = false;
    bool is_verbose = false; // every case, not only those that did not pass
};

/// The table by area and verdict, failures in full, and what was run.
std::string text_report(const report& all, const suite& of, const text_style& style);

/// One failure in full: the bytes of each delivery, what was expected and what came, the rules' own words, the rerun.
std::string failure_text(const case_result& one, const suite& of, const text_style& style);

/// 1234567 as 1,234,567.
std::string with_commas(std::uint64_t number);

/// How wide the digits of a line of byte_lines() are; a blank and the characters follow.
inline constexpr std::size_t digits_width = 48;

/// Bytes as lines of hexadecimal with their characters beside them. hex: two digits a byte.
std::vector<std::string> byte_lines(std::string_view hex, std::size_t most_lines);

} // namespace cleave::conformance
