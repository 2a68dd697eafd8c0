// SPDX-License-Identifier: MIT
//
// Structs to bytes and back: see packers.hpp.
#include "packers.hpp"

#include <benchmark/benchmark.h>

namespace cleave::bench {
namespace {

const bool registered = [] {
    for (const auto& [name, body] : packers()) {
        benchmark::RegisterBenchmark(name.c_str(), [body = body](benchmark::State& state) {
            pack_work w;
            for (auto _ : state) {
                body(w);
                benchmark::ClobberMemory();
            }
            state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(records));
        });
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
