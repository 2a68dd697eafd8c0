// SPDX-License-Identifier: MIT
//
// Frames out: contiguous into one area, and as header and payload for a vectored write. Names: FORM/PAYLOAD/WRITER.
#include "framing.hpp"

#include <cleave/frame_encoder.hpp>
#include <cleave/frame_gather.hpp>

#include <array>
#include <string>
#include <sys/uio.h>
#include <vector>

namespace cleave::bench {
namespace {

constexpr std::size_t area_bytes = 256 << 10;

// Fills the area with frames again and again; `write(payload, room)` moves `room` on by what it wrote, and says false
// where that does not fit.
template <class Write>
void contiguous(benchmark::State& state, std::size_t payload_bytes, Write&& write) {
    const std::vector<std::byte> payload(payload_bytes, std::byte{1});
    std::vector<std::byte> area(area_bytes);
    std::int64_t frames = 0;
    for (auto _ : state) {
        std::span<std::byte> room(area);
        while (write(bytes_view(payload), room)) ++frames;
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(frames);
    state.SetBytesProcessed(frames * static_cast<std::int64_t>(payload_bytes + 4));
}

bool hand_copy(bytes_view payload, std::span<std::byte>& room) {
    if (payload.size() > std::size_t{max_payload} || room.size() < 4 + payload.size()) return false;
    const auto length = static_cast<std::int32_t>(payload.size());
    std::memcpy(room.data(), &length, 4);
    if (!payload.empty()) std::memcpy(room.data() + 4, payload.data(), payload.size());
    room = room.subspan(4 + payload.size());
    return true;
}

bool cleave_copy(bytes_view payload, std::span<std::byte>& room) {
    return encode_frame<protocol>(payload, room) == status::ok;
}

void vector_append(benchmark::State& state, std::size_t payload_bytes) {
    const std::vector<std::byte> payload(payload_bytes, std::byte{1});
    std::vector<std::byte> area;
    area.reserve(area_bytes);
    std::int64_t frames = 0;
    for (auto _ : state) {
        area.clear();
        while (area_bytes - area.size() >= payload_bytes + 4) {
            const auto length = static_cast<std::int32_t>(payload.size());
            const auto header = std::as_bytes(std::span(&length, 1));
            area.insert(area.end(), header.begin(), header.end());
            area.insert(area.end(), payload.begin(), payload.end());
            ++frames;
        }
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(frames);
}

constexpr std::size_t batch = 512;

void hand_vectored(benchmark::State& state, std::size_t payload_bytes) {
    std::vector<std::byte> payload(payload_bytes, std::byte{1});
    std::vector<std::int32_t> headers(batch);
    std::vector<iovec> pieces(2 * batch);
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch; ++i) {
            if (payload.size() > std::size_t{max_payload}) return state.SkipWithError("frame_too_large");
            headers[i] = static_cast<std::int32_t>(payload.size());
            pieces[2 * i] = {&headers[i], 4};
            pieces[2 * i + 1] = {payload.data(), payload.size()};
        }
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t{batch});
}

void cleave_vectored(benchmark::State& state, std::size_t payload_bytes) {
    std::vector<std::byte> payload(payload_bytes, std::byte{1});
    std::vector<frame_header<4>> headers(batch);
    std::vector<iovec> pieces(2 * batch);
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch; ++i) {
            headers[i] = encode_header<protocol>(payload.size());
            if (headers[i].st != status::ok) return state.SkipWithError("frame_too_large");
            pieces[2 * i] = {headers[i].bytes.data(), headers[i].size};
            pieces[2 * i + 1] = {payload.data(), payload.size()};
        }
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t{batch});
}

void cleave_gather(benchmark::State& state, std::size_t payload_bytes) {
    std::vector<std::byte> payload(payload_bytes, std::byte{1});
    std::vector<std::byte> headers(4 * batch);
    std::vector<iovec> pieces(2 * batch + 1);
    frame_gather<protocol, iovec> gather(pieces, headers);
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch; ++i)
            if (gather.add(payload) != status::ok) return state.SkipWithError("no room");
        benchmark::ClobberMemory();
        gather.reset();
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t{batch});
}

const bool registered = [] {
    for (const std::size_t payload : {0U, 8U, 64U, 512U, 4096U, 65536U}) {
        const std::string size = std::to_string(payload);
        benchmark::RegisterBenchmark(("contiguous/" + size + "/hand").c_str(),
                                     [payload](benchmark::State& state) { contiguous(state, payload, hand_copy); });
        benchmark::RegisterBenchmark(("contiguous/" + size + "/cleave").c_str(),
                                     [payload](benchmark::State& state) { contiguous(state, payload, cleave_copy); });
        benchmark::RegisterBenchmark(("contiguous/" + size + "/vector_append").c_str(), vector_append, payload);
        benchmark::RegisterBenchmark(("vectored/" + size + "/hand").c_str(), hand_vectored, payload);
        benchmark::RegisterBenchmark(("vectored/" + size + "/cleave").c_str(), cleave_vectored, payload);
        benchmark::RegisterBenchmark(("vectored/" + size + "/cleave_gather").c_str(), cleave_gather, payload);
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
