// SPDX-License-Identifier: MIT
//
// scaffold: a testee with three holes, in the language of its user.
#pragma once

#include "options.hpp"

namespace cleave::conformance {

/// Writes the testee of `given.language` into the folder `given.output`, and says how it is run. Returns the exit code:
/// bad_usage for a language that there is none of, or a file that is there already.
int write_scaffold(const options& given);

} // namespace cleave::conformance
