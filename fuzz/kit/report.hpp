// SPDX-License-Identifier: MIT
//
// report: a difference in at most 12 lines, and the delivery in the forms in which it can be kept.
//
//     smallest delivery: 5 bytes in 2 pieces; after piece 2
//       piece 1: 01 00 00
//       piece 2: 00 61
//     - frame 1, 1 byte: 61
//     + nothing
//     keep: const std::vector<std::string_view> pieces{{"\x01\x00\x00", 3}, {"\x00\x61", 2}};
//
// CLEAVE_KIT_TRACE=FILE in the environment: the delivery is written there as a trace of the conformance suite.
#pragma once

#include "comparison.hpp"
#include "delivery.hpp"
#include "expectation.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace cleave::fuzz {

namespace words {

inline std::string as_diff(const delivery& from, const difference& found) {
    std::string text = "smallest delivery: " + count(from.stream.size(), "byte") + " in " +
                       count(from.ends.size(), "piece") + "; after piece " + std::to_string(found.pieces) + '\n' +
                       pieces(from) + "- " + found.due + "\n+ " + found.came + '\n';
    if (from.stream.size() <= 256) text += "keep: " + as_cpp(from) + '\n';
    return text;
}

inline std::string atom(std::span<const std::byte> bytes) { return "x\"" + hex(bytes, "") + '"'; }

/// The delivery as a case of the conformance suite, with what is due. The layout's line is to be written by hand.
template <prefix Prefix>
std::string as_trace(const delivery& from, const expectation<Prefix>& due) {
    std::string text = "trace 1\nid: found\nabout: What a fuzzer found.\nreq: FRAME-STATE-1 MUST\nrole: frame_decoder\n"
                       "splits: hinted\norigin: fuzz/kit.hpp\nrev: 1\n--\n";
    std::size_t frames = 0;
    for (std::size_t i = 0; i < from.ends.size(); ++i) {
        text += "> " + atom(from.bytes(i)) + (i + 1 < from.ends.size() ? " |\n" : "\n");
        for (; frames < due.frames_due(from.ends[i]); ++frames) {
            const auto payload = due.payload(due.frames()[frames]);
            text += "= frame " + atom(payload) + '\n';
        }
    }
    if (is_error(due.refusal())) text += "! " + std::string(to_string(due.refusal())) + '\n';
    return text;
}

inline void write_trace(const std::string& text) {
    const char* const path = std::getenv("CLEAVE_KIT_TRACE");
    if (path == nullptr) return;
    std::FILE* const file = std::fopen(path, "w");
    if (file == nullptr || std::fputs(text.c_str(), file) < 0) std::fprintf(stderr, "cannot write %s\n", path);
    if (file != nullptr) std::fclose(file);
}

} // namespace words

} // namespace cleave::fuzz
