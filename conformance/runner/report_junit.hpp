// SPDX-License-Identifier: MIT
//
// report_junit: results as JUnit XML. One testcase a case, with a name of its own; rules, seed and suite as properties.
#pragma once

#include "result.hpp"

#include <string>

namespace cleave::conformance {

/// CRASH, TIMEOUT and SUITE-ERROR are an error; FAIL, XPASS and what --strict does not forgive a failure; XFAIL and
/// UNSUPPORTED skipped, with the reason.
std::string junit_report(const report& all);

/// Text in XML: markup escaped, and what XML 1.0 cannot hold replaced by ?.
std::string xml_text(std::string_view text);

} // namespace cleave::conformance
