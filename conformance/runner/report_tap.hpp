// SPDX-License-Identifier: MIT
//
// report_tap: results in the Test Anything Protocol, version 13.
#pragma once

#include "result.hpp"

#include <string>

namespace cleave::conformance {

/// UNSUPPORTED is `ok # SKIP`, XFAIL `not ok # TODO`; a failure's example follows it as comments.
std::string tap_report(const report& all);

} // namespace cleave::conformance
