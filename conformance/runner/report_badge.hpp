// SPDX-License-Identifier: MIT
//
// report_badge: a verdict in one line, and how old it is.
#pragma once

#include "result.hpp"

#include <string>

namespace cleave::conformance {

/// Returns the verdict as a JSON text that shields.io takes as an endpoint: label, message and color.
std::string badge(const report& all);

/// Returns the date in UTC, as in 2026-11-30; that of SOURCE_DATE_EPOCH where it is set.
std::string today();

/// Returns the days from one date to another, each as in 2026-11-30; 0 if either is none.
long days_between(const std::string& from, const std::string& to);

/// Whether a run says little of today: it is more than 90 days old. A run without a date is not.
bool is_old(const std::string& date, const std::string& now);

/// Returns the age in words for a page: "2026-11-30, 3 days old".
std::string age_text(const std::string& date, const std::string& now);

} // namespace cleave::conformance
