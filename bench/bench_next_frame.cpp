// SPDX-License-Identifier: MIT
//
// Frames that are all there: visit_frames and next_frame beside the loop by hand, and beside buffers that own their
// bytes. Names: whole/STREAM/PAYLOAD/READER.
#include "framing.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/next_frame.hpp>

#include <array>
#include <memory>
#include <string>

namespace cleave::bench {
namespace {

void hand(const stream& in, consumer& to) { hand_loop(in.bytes(), to); }

void visit(const stream& in, consumer& to) {
    const auto visited = visit_frames<layout>(in.bytes(), [&](bytes_view payload) { to(payload); });
    benchmark::DoNotOptimize(visited.consumed);
}

void next(const stream& in, consumer& to) {
    for (bytes_view rest = in.bytes();;) {
        const frame f = next_frame<layout>(rest);
        if (f.st != status::ok) break;
        to(f.payload);
        rest = rest.subspan(f.size());
    }
}

void buffer_next(const stream& in, consumer& to) {
    static std::array<std::byte, 128 << 10> storage;
    frame_buffer<layout> frames(storage);
    bytes_view rest = in.bytes();
    for (;;) {
        const frame f = frames.next(rest);
        if (f.st != status::ok) break;
        to(f.payload);
    }
}

template <auto Body>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) {
        run(state, *in, [](const stream& from, consumer& to) { Body(from, to); });
    });
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
            add<hand>(name + "hand", in);
            add<visit>(name + "cleave_visit", in);
            add<next>(name + "cleave_next_frame", in);
            add<buffer_next>(name + "cleave_next", in);
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
