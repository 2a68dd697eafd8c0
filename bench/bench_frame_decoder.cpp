// SPDX-License-Identifier: MIT
//
// Payloads in parts: the README's loop over frame_decoder beside the loop by hand. Names:
// DELIVERY/SIZE/USE/PROGRAM/READER.
#include "readers.hpp"

namespace cleave::bench {
namespace {

const bool registered = [] {
    for (const delivery& way : deliveries)
        for (const sizes payload : payload_sizes) {
            const auto in = std::make_shared<const stream>(payload, warm_bytes, way.bytes);
            const std::string name = std::string(way.name) + "/" + payload.name();
            add_reader<hand_chunks>(name, in, "hand_chunks");
            add_reader<streaming_reader>(name, in, "cleave_decoder");
        }
    return true;
}();

} // namespace
} // namespace cleave::bench
