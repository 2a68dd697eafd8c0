// SPDX-License-Identifier: MIT
//
// directory: the entries of an open directory.
#pragma once

#include "outcome.hpp"

#include <functional>

namespace cleave::posix {

/// Calls `see` with the name of each entry but `.` and `..`, in no order. Entries may be removed meanwhile.
outcome for_each_entry(int directory, const std::function<void(const char* name)>& see);

} // namespace cleave::posix
