// SPDX-License-Identifier: MIT
//
// Frames that are all there: frame_reader, and frame_buffer fed with all of them, beside the loop by hand, and beside
// buffers that own their bytes. Names: whole/STREAM/PAYLOAD/READER.
#include "readers.hpp"

#include <memory>
#include <string>

namespace cleave::bench {
namespace {

template <auto Body>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run(state, *in, Body); });
}

template <class Reader>
void add_reader(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run_reader<Reader>(state, *in); });
}

const bool registered = [] {
    for (const auto& [stream_name, total] : {std::pair{"warm", warm_bytes}, std::pair{"cold", cold_bytes}}) {
        for (const sizes payload :
             {sizes{0}, sizes{8}, sizes{64}, sizes{512}, sizes{4096}, sizes{65536}, sizes{0, true}}) {
            const auto in = std::make_shared<const stream>(payload, total, 0);
            const std::string name = std::string("whole/") + stream_name + "/" + payload.name() + "/";
            add<whole_by_hand>(name + "hand", in);
            add<whole_by_reader>(name + "cleave", in);
            add_reader<fed_reader>(name + "cleave_buffer", in);
            add_reader<append_buffer>(name + "append_buffer", in);
#ifdef CLEAVE_BENCH_BEAST
            add_reader<beast_reader>(name + "beast", in);
#endif
        }
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
