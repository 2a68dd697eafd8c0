// SPDX-License-Identifier: MIT
//
// Payloads as they come: the streaming decoder beside a state machine by hand, and beside readers that put payloads
// together first. Names: stream/DELIVERY/PAYLOAD/READER.
#include "readers.hpp"

#include <memory>
#include <string>

namespace cleave::bench {
namespace {

template <class Reader>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run_reader<Reader>(state, *in); });
}

const bool registered = [] {
    for (const auto& [name, delivery] :
         {std::pair{"bytes_1", 1}, std::pair{"segments_1460", 1460}, std::pair{"reads_64K", 64 << 10}})
        for (const std::size_t payload : {8, 64, 4096, 65536}) {
            const auto in =
                std::make_shared<const stream>(sizes{payload}, delivery == 1 ? warm_bytes : cold_bytes, delivery);
            const std::string full = std::string("stream/") + name + "/" + std::to_string(payload) + "/";
            add<hand_machine>(full + "hand_machine", in);
            add<streaming_reader>(full + "cleave", in);
            add<hand_reader>(full + "hand_reassembling", in);
            add<append_buffer>(full + "append_buffer", in);
#ifdef CLEAVE_BENCH_BEAST
            add<beast_reader>(full + "beast", in);
#endif
        }
    return true;
}();

} // namespace
} // namespace cleave::bench
