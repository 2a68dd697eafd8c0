// SPDX-License-Identifier: MIT
//
// Varints one after the other, of one size (predictable) and of sizes in random order (shuffled). Ours
// and the loop refuse what is too long, too large or not in its shortest form. Names: varint/ORDER/READER.
#include <cleave/layout.hpp>

#include <benchmark/benchmark.h>

#include <random>
#include <span>
#include <string>
#include <vector>

#if __has_include(<google/protobuf/io/coded_stream.h>)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <google/protobuf/io/coded_stream.h>
#pragma GCC diagnostic pop
#define CLEAVE_BENCH_PROTOBUF 1
#endif

namespace cleave::bench {
namespace {

using protocol = fixed_layout<prefix_layout{.form = length_form::varint, .max_payload = UINT32_MAX}>;

constexpr std::size_t varints = 65536; // of fewer, a processor learns the shuffled order by heart

std::vector<std::byte> make(bool shuffled) {
    std::mt19937_64 random(1);
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < varints; ++i) {
        const unsigned bits = shuffled ? 1 + static_cast<unsigned>(random() % 32) : 14;
        std::uint64_t value = (std::uint64_t{1} << (bits - 1)) | (random() >> 1 >> (64 - bits));
        for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::byte>(value | 0x80));
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

// A byte at a time, as most readers have it.
prefix_reading byte_loop(std::span<const std::byte> in) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 10; ++i) {
        if (i == in.size()) return prefix_reading::need(1);
        const auto byte = std::to_integer<std::uint64_t>(in[i]);
        if (i == 9 && byte > 1) break;
        value |= (byte & 0x7f) << (7 * i);
        if (byte >= 0x80) continue;
        if (byte == 0 && i != 0) return prefix_reading::refused(status::varint_not_canonical, i + 1);
        if (value > UINT32_MAX) return prefix_reading::too_large(i + 1, i + 1, value);
        return prefix_reading::frame(i + 1, value);
    }
    return prefix_reading::refused(status::varint_too_long, 10);
}

template <class Read>
void run(benchmark::State& state, bool shuffled, Read&& read) {
    const std::vector<std::byte> bytes = make(shuffled);
    for (auto _ : state) {
        std::uint64_t sum = 0;
        std::size_t count = 0;
        for (std::span<const std::byte> in = bytes; !in.empty(); ++count) {
            const prefix_reading got = read(in);
            if (got.st != status::ok) break;
            sum += got.size;
            in = in.subspan(got.header);
        }
        benchmark::DoNotOptimize(sum);
        if (count != varints) state.SkipWithError("not every varint came out");
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * varints));
}

#ifdef CLEAVE_BENCH_PROTOBUF
void protobuf_reads(benchmark::State& state, bool shuffled) {
    const std::vector<std::byte> bytes = make(shuffled);
    for (auto _ : state) {
        google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
        std::uint64_t sum = 0;
        std::size_t count = 0;
        std::uint64_t value;
        for (; count < varints && in.ReadVarint64(&value); ++count) sum += value;
        benchmark::DoNotOptimize(sum);
        if (count != varints) state.SkipWithError("not every varint came out");
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * varints));
}
#endif

const bool registered = [] {
    for (const bool shuffled : {false, true}) {
        const std::string name = std::string("varint/") + (shuffled ? "shuffled" : "predictable");
        benchmark::RegisterBenchmark((name + "/cleave").c_str(), [shuffled](benchmark::State& state) {
            run(state, shuffled, [](std::span<const std::byte> in) { return protocol::read(in); });
        });
        benchmark::RegisterBenchmark((name + "/byte_loop").c_str(), [shuffled](benchmark::State& state) {
            run(state, shuffled, [](std::span<const std::byte> in) { return byte_loop(in); });
        });
#ifdef CLEAVE_BENCH_PROTOBUF
        benchmark::RegisterBenchmark((name + "/protobuf").c_str(),
                                     [shuffled](benchmark::State& state) { protobuf_reads(state, shuffled); });
#endif
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
