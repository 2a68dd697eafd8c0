// SPDX-License-Identifier: MIT
//
// trace_family: one text that stands for many cases, by `each` lines. The grammar is in conformance/traces/README.md.
#pragma once

#include "trace.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// The texts that a file stands for: itself, where it has no `each` lines. On failure `error` says what was expected.
struct trace_family {
    std::vector<std::string> members;
    std::optional<trace_error> error;
};
trace_family expand(std::string_view text, const std::string& file);

/// All cases of a file on disk; problems: what cannot be read.
std::vector<trace> load_family(const std::string& path, std::vector<std::string>& problems);

/// Rows of values, one a factor, such that any two values of two factors meet in a row. sizes: values a factor has.
std::vector<std::vector<std::size_t>> pairwise_rows(const std::vector<std::size_t>& sizes);

} // namespace cleave::conformance
