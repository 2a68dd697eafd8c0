// SPDX-License-Identifier: MIT
//
// report_html: results as one page that needs nothing else: a matrix of cases and subjects, and each failure with the
// bytes of its deliveries and the rule that it breaks. Readable on a phone, and without scripts.
#pragma once

#include "result.hpp"
#include "suite.hpp"

#include <string>

namespace cleave::conformance {

std::string html_report(const report& all, const suite& of);

} // namespace cleave::conformance
