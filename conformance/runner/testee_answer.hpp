// SPDX-License-Identifier: MIT
//
// testee_answer: reads what a testee says, a line at a time. The contract is in conformance/README.md.
#pragma once

#include "declarations.hpp"
#include "observation.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// What a testee says of itself when it is started.
struct testee_profile {
    std::string name;
    std::vector<std::string> roles;
    std::vector<std::string> features;
    std::vector<std::string> layouts; // empty: not said
    bool gives_whole_frames = false;
    declarations declared;
    std::string fault; // what is wrong with its declarations; empty where nothing is
};

/// Puts the declarations and layouts of a profile over those that the testee made itself.
void overrule(testee_profile& own, const testee_profile& given);

/// A profile as `probe` writes it. On failure `fault` says what was expected.
testee_profile read_profile_file(std::string_view text);

/// The answer to `start`; nothing where the line is no such answer.
std::optional<testee_profile> read_profile(std::string_view line);

/// The answer to run `seq`, which had so many deliveries, into `seen`, which must be empty. False where the line breaks
/// the contract: `seen` then says how, and nothing else.
bool read_answer(std::string_view line, std::uint64_t seq, std::size_t deliveries, observation& seen);

} // namespace cleave::conformance
