// SPDX-License-Identifier: MIT
//
// layout_guess: which layouts the beginning of a stream speaks for, best first, and why.
#pragma once

#include "stream_walk.hpp"

#include <string>
#include <vector>

namespace cleave::inspect {

/// A way to read a stream, and what speaks for it.
struct layout_guess {
    way_to_read way;
    walk_result walked;
    std::string reason;                  // in words
    std::vector<std::string> read_alike; // names of other layouts that read these bytes in the same way
};

/// The guesses that anything speaks for, best first: protocols by name, then layouts. Where several layouts do equally
/// well, the one that the project lists first stands for all. cost: some 300 walks of the window.
std::vector<layout_guess> rank_layouts(const stream_window& window);

/// The best of them where the odds for it are 250 to 1 or better; else nothing.
const layout_guess* convincing(const std::vector<layout_guess>& ranked);

/// "500 to 1", "more than 10,000 to 1".
std::string odds_text(double evidence_bits);

/// A layout that a stream follows from some byte on: what is seen where its beginning is missing.
struct late_guess {
    std::size_t offset_bytes = 0; // of the first whole frame; 0: none was found
    layout_guess guess;
};

/// Looks at the beginnings of eight segments, then at `most_bytes` offsets, for the first from which a layout fits to
/// the end. cost: as many times rank_layouts.
late_guess find_later_start(const stream_window& window, std::size_t most_bytes);

/// What else is striking in bytes that no layout fits: records of one size, a number that grows; and what to do.
std::string rhythm_text(const stream_window& window);

/// A layout by its name; spelled out where it has none.
std::string layout_text(const prefix_layout& prefix);

/// In which respect a stream follows `found` and not `given`: "the length is big-endian, not little-endian". Empty
/// where they differ in no respect, or in sign or limit only.
std::string difference(const prefix_layout& given, const prefix_layout& found);

} // namespace cleave::inspect
