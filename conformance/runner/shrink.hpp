// SPDX-License-Identifier: MIT
//
// shrink: the smallest delivery that fails: fewest cuts first, then fewest messages and bytes.
#pragma once

#include "delivery_plan.hpp"
#include "judge.hpp"
#include "trace.hpp"

#include <functional>
#include <string>

namespace cleave::conformance {

/// Whether one delivery of a case fails like the one that is to be made smaller.
using fails = std::function<bool(const compiled_trace& one, const schedule& deliveries)>;

struct smallest {
    schedule whole;      // of the case as it is: what a rerun plays
    compiled_trace one;  // the case with what is not needed left out, or as it is
    schedule deliveries; // of that
    bool is_shortened = false;
};

/// failing: fails. Tries at most a few thousand other deliveries.
smallest shrink(const compiled_trace& one, const schedule& failing, const fails& check);

/// The case cut off behind `size` bytes, with what is due by then.
compiled_trace keep_front(const compiled_trace& one, std::size_t size);

/// The case without its first `size` bytes, which end a message, and without what they bring.
compiled_trace drop_front(const compiled_trace& one, std::size_t size);

} // namespace cleave::conformance
