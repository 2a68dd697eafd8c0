// SPDX-License-Identifier: MIT
//
// testee_subject: a codec in any language, as a process that is asked and answers a line of JSON at a time. The
// contract is in conformance/README.md.
#pragma once

#include "subject.hpp"
#include "testee_answer.hpp"

#include <memory>
#include <string>

namespace cleave::conformance {

/// command: run by /bin/sh. seconds: how long it may stay silent. seed: of the unknown role that it is asked about.
/// What it does wrong is charged to the case, and it is started anew. profile: declarations beside its own, which they
/// overrule. memory: bytes of address space that it may have; 0: as many as it likes.
std::unique_ptr<subject> make_testee_subject(const std::string& command, double seconds, std::uint64_t seed,
                                             const testee_profile& profile = {}, std::uint64_t memory = 0);

} // namespace cleave::conformance
