// SPDX-License-Identifier: MIT
//
// Frames that are all in memory: frame_reader beside the reader by hand. Names: whole/SIZE/USE/PROGRAM/READER.
#include "readers.hpp"

namespace cleave::bench {
namespace {

const bool registered = [] {
    for (const sizes payload : payload_sizes) {
        const auto in = std::make_shared<const stream>(payload, warm_bytes, 0);
        const std::string name = "whole/" + payload.name();
        add_reader<hand_reader>(name, in, "hand_in_memory");
        add_reader<memory_reader>(name, in, "cleave_reader");
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
