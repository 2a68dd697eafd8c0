// SPDX-License-Identifier: MIT
//
// case_text: a case as it would be run, for --show.
#pragma once

#include "delivery_plan.hpp"
#include "suite.hpp"
#include "trace.hpp"

#include <string>

namespace cleave::conformance {

/// The trace's own text, then its bytes in this layout, what is due where, and in how many ways it is delivered.
std::string show_case(const suite& of, const selected_case& one, const plan_choice& plan, std::uint64_t seed);

} // namespace cleave::conformance
