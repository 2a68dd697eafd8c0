// SPDX-License-Identifier: MIT
//
// Whole payloads from deliveries: the README's two loops over frame_buffer, and what users write or take instead.
// Names: DELIVERY/SIZE/USE/PROGRAM/READER.
#include "readers.hpp"

#ifdef CLEAVE_CONTENDER
#include CLEAVE_CONTENDER // defines `class contender`, a reader as framing.hpp says
#endif

namespace cleave::bench {
namespace {

const bool registered = [] {
    for (const delivery& way : deliveries)
        for (const sizes payload : payload_sizes) {
            const auto in = std::make_shared<const stream>(payload, warm_bytes, way.bytes);
            const std::string name = std::string(way.name) + "/" + payload.name();
            add_reader<hand_reader>(name, in, "hand");
            add_reader<fed_reader>(name, in, "cleave_feed");
            add_reader<received_reader>(name, in, "cleave_commit");
            add_reader<append_buffer>(name, in, "append_buffer");
#ifdef CLEAVE_BENCH_BEAST
            add_reader<beast_reader>(name, in, "beast");
#endif
#ifdef CLEAVE_CONTENDER
            add_reader<contender>(name, in, "contender");
#endif
        }
    const auto in = std::make_shared<const stream>(sizes{64}, warm_bytes, 64 << 10);
    add_reader<string_reader>("reads_64K/64", in, "string_reader");
    return true;
}();

} // namespace
} // namespace cleave::bench
