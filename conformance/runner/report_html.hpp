// SPDX-License-Identifier: MIT
//
// report_html: results as one page that needs nothing else: each failure with the bytes of its deliveries and the rule
// that it breaks, a matrix of cases and subjects, and the rules with their cases. Readable on a phone, without scripts.
#pragma once

#include "result.hpp"
#include "rule_table.hpp"
#include "suite.hpp"

#include <string>

namespace cleave::conformance {

/// rules: of the same suite.
std::string html_report(const report& all, const suite& of, const rule_table& rules);

} // namespace cleave::conformance
