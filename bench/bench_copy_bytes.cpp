// SPDX-License-Identifier: MIT
//
// The page-offset cliff: 64 KiB behind a 4-byte header copied out to a page, and a page's 64 KiB copied behind a
// header. `at_page` meets the slow case of `rep movsb`, where memcpy takes it; `shifted` is the same 1 KiB further on.
// Names: cliff/DIRECTION/COPY.
#include <cleave/detail/copy_bytes.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/protocols/generic.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

namespace cleave::bench {
namespace {

constexpr std::size_t payload_bytes = 64 << 10;

// Room for a payload and its header that begins `shift` bytes behind a page.
class page_memory {
  public:
    explicit page_memory(std::size_t shift)
        : block_(static_cast<std::byte*>(std::aligned_alloc(4096, payload_bytes + 8192))), shift_(shift) {
        std::memset(block_.get(), 1, payload_bytes + 8192);
    }
    std::span<std::byte> bytes(std::size_t size) const { return {block_.get() + shift_, size}; }

  private:
    struct release {
        void operator()(std::byte* block) const { std::free(block); }
    };
    std::unique_ptr<std::byte, release> block_;
    std::size_t shift_;
};

template <class Copy>
void decode(benchmark::State& state, std::size_t shift, Copy&& copy) {
    const page_memory received(shift);
    const page_memory kept(0);
    const auto in = received.bytes(payload_bytes + 4);
    const auto header = encode_header<python_int>(payload_bytes);
    std::memcpy(in.data(), header.bytes.data(), header.size);
    for (auto _ : state) {
        copy(frame_reader<python_int>(in).next().payload(), kept.bytes(payload_bytes).data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * payload_bytes));
}

void with_copy_bytes(std::span<const std::byte> from, std::byte* into) { detail::copy_bytes(from, into); }
void with_memcpy(std::span<const std::byte> from, std::byte* into) { std::memcpy(into, from.data(), from.size()); }

void encode(benchmark::State& state, std::size_t shift) {
    const page_memory payload(0);
    const page_memory area(shift);
    for (auto _ : state) {
        std::span<std::byte> out = area.bytes(payload_bytes + 4);
        auto st = encode_frame<python_int>(payload.bytes(payload_bytes), out);
        benchmark::DoNotOptimize(st);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * payload_bytes));
}

void encode_by_memcpy(benchmark::State& state, std::size_t shift) {
    const page_memory payload(0);
    const page_memory area(shift);
    for (auto _ : state) {
        std::memcpy(area.bytes(payload_bytes + 4).data() + 4, payload.bytes(payload_bytes).data(), payload_bytes);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * payload_bytes));
}

const bool registered = [] {
    for (const auto& [name, shift] : {std::pair{"at_page", 0}, std::pair{"shifted", 1024}}) {
        const auto by = static_cast<std::size_t>(shift);
        const std::string place = name;
        benchmark::RegisterBenchmark(("cliff/decode/cleave_" + place).c_str(),
                                     [by](benchmark::State& state) { decode(state, by, with_copy_bytes); });
        benchmark::RegisterBenchmark(("cliff/decode/memcpy_" + place).c_str(),
                                     [by](benchmark::State& state) { decode(state, by, with_memcpy); });
        benchmark::RegisterBenchmark(("cliff/encode/memcpy_" + place).c_str(),
                                     [by](benchmark::State& state) { encode_by_memcpy(state, by); });
        benchmark::RegisterBenchmark(("cliff/encode/cleave_" + place).c_str(),
                                     [by](benchmark::State& state) { encode(state, by); });
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
