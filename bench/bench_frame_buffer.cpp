// SPDX-License-Identifier: MIT
//
// Whole payloads out of deliveries: 64 KiB reads, 1460-byte segments and single bytes, as spans and with the read's
// copy. Names: DELIVERY/STREAM/PAYLOAD/READER.
#include "readers.hpp"

#include <memory>
#include <string>

namespace cleave::bench {
namespace {

template <class Reader>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run_reader<Reader>(state, *in); });
}

void add_all(const std::string& name, const std::shared_ptr<const stream>& in) {
    add<hand_reader>(name + "hand", in);
    add<fed_reader>(name + "cleave", in);
    add<received_reader>(name + "cleave_received", in);
    add<append_buffer>(name + "append_buffer", in);
#ifdef CLEAVE_BENCH_BEAST
    add<beast_reader>(name + "beast", in);
#endif
}

const bool registered = [] {
    for (const auto& [stream_name, total] : {std::pair{"warm", warm_bytes}, std::pair{"cold", cold_bytes}})
        for (const auto& [name, delivery] : {std::pair{"reads_64K", 64 << 10}, std::pair{"segments_1460", 1460}})
            for (const std::size_t payload : {8, 64, 512, 4096, 65536}) {
                const auto in = std::make_shared<const stream>(sizes{payload}, total, delivery);
                add_all(std::string(name) + "/" + stream_name + "/" + std::to_string(payload) + "/", in);
            }
    for (const std::size_t payload : {8, 64, 65536}) {
        const auto in = std::make_shared<const stream>(sizes{payload}, warm_bytes, 1);
        add_all("bytes_1/warm/" + std::to_string(payload) + "/", in);
    }
    const auto small = std::make_shared<const stream>(sizes{64}, warm_bytes, 64 << 10);
    add<string_reader>("string/warm/64/string_reader", small);
    add<fed_reader>("string/warm/64/cleave", small);
    return true;
}();

} // namespace
} // namespace cleave::bench
