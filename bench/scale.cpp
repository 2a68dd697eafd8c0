// SPDX-License-Identifier: MIT
//
// How cost grows: prints `NAME VALUE` lines. idle_mebibytes: what a million connections in the middle of a payload take
// of memory, each a frame_decoder. bytes_slope, connections_slope: d log(time) / d log(n) from 1 KiB to 1 GiB, and from
// 1 to 10,000 connections that receive in turn; 1 is linear.
#include "readers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cleave::bench {
namespace {

double resident_mebibytes() {
    long pages = 0;
    std::FILE* const file = std::fopen("/proc/self/statm", "r");
    if (!file || std::fscanf(file, "%*s %ld", &pages) != 1) return -1;
    std::fclose(file);
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double idle_mebibytes() {
    const std::size_t connections = 1'000'000;
    const std::array begun{std::byte{100}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{'a'}};
    const double before = resident_mebibytes();
    std::vector<frame_decoder<protocol>> decoders(connections);
    std::size_t parts = 0;
    for (auto& decoder : decoders) {
        decoder.feed(begun);
        while (decoder.next()) ++parts;
    }
    const double after = resident_mebibytes();
    for (const auto& decoder : decoders)
        if (decoder.needed() != bytes_needed{99, true}) return -1;
    return parts == connections ? after - before : -1;
}

double thread_seconds() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// The least time that the processor took for it in some runs.
template <class Work>
double least_seconds(Work&& work) {
    double least = HUGE_VAL;
    for (int i = 0; i < 5; ++i) {
        const double begin = thread_seconds();
        work();
        least = std::min(least, thread_seconds() - begin);
    }
    return least;
}

/// Of the straight line nearest to all points, in logarithms.
double slope(const std::vector<std::pair<double, double>>& points) {
    double x = 0;
    double y = 0;
    for (const auto& [n, t] : points) {
        x += std::log(n) / static_cast<double>(points.size());
        y += std::log(t) / static_cast<double>(points.size());
    }
    double xy = 0;
    double xx = 0;
    for (const auto& [n, t] : points) {
        xy += (std::log(n) - x) * (std::log(t) - y);
        xx += (std::log(n) - x) * (std::log(n) - x);
    }
    return xy / xx;
}

std::uint64_t frames_in(frame_decoder<protocol>& decoder, bytes_view piece) {
    std::uint64_t frames = 0;
    decoder.feed(piece);
    while (frame_part part = decoder.next()) frames += part.is_last() ? 1U : 0U;
    return frames;
}

double bytes_slope() {
    std::vector<std::pair<double, double>> points;
    const stream in({64}, warm_bytes, 1 << 10);
    for (std::size_t bytes = 1 << 10; bytes <= std::size_t{1} << 30; bytes <<= 4) {
        points.emplace_back(bytes, least_seconds([&] {
                                frame_decoder<protocol> decoder;
                                std::uint64_t frames = 0;
                                for (std::size_t at = 0, piece = 0; at < bytes; ++piece) {
                                    const bytes_view next = in.deliveries()[piece % in.deliveries().size()];
                                    frames += frames_in(decoder, next);
                                    at += next.size();
                                }
                                benchmark::DoNotOptimize(frames);
                            }));
    }
    return slope(points);
}

double connections_slope() {
    std::vector<std::pair<double, double>> points;
    const stream in({64}, warm_bytes, 1460);
    for (const std::size_t connections : {1u, 10u, 100u, 1'000u, 10'000u}) {
        std::vector<frame_decoder<protocol>> decoders(connections);
        points.emplace_back(connections, least_seconds([&] {
                                std::uint64_t frames = 0;
                                for (auto& decoder : decoders) decoder.reset();
                                for (const bytes_view piece : in.deliveries())
                                    for (auto& decoder : decoders) frames += frames_in(decoder, piece);
                                benchmark::DoNotOptimize(frames);
                            }));
    }
    return slope(points);
}

} // namespace
} // namespace cleave::bench

int main() {
    std::printf("idle_mebibytes %.1f\n", cleave::bench::idle_mebibytes());
    std::printf("bytes_slope %.3f\n", cleave::bench::bytes_slope());
    std::printf("connections_slope %.3f\n", cleave::bench::connections_slope());
}
