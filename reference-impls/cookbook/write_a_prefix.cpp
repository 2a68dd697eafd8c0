// SPDX-License-Identifier: MIT

#include <cleave/frame_reader.hpp>
#include <cleave/prefix.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

using cleave::prefix_reading;
using cleave::status;

// Two lengths, of which the sum counts: 1 byte for the head, 2 bytes big-endian for the body.
struct head_and_body {
    static constexpr std::size_t header_capacity = 3; // bytes
    static constexpr std::uint64_t max_payload() noexcept { return 1024; }
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.size() < 3) return prefix_reading::need(3 - in.size());
        const auto at = [in](std::size_t i) { return std::to_integer<std::uint64_t>(in[i]); };
        const std::uint64_t sum = at(0) + (at(1) << 8 | at(2));
        return sum <= max_payload() ? prefix_reading::frame(3, sum) : prefix_reading::too_large(3, 3, sum);
    }
};

// A type byte that decides the size: a table, as in many games and devices.
struct by_type {
    static constexpr std::size_t header_capacity = 1; // bytes
    static constexpr std::uint64_t max_payload() noexcept { return 16; }
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        constexpr std::array<std::uint64_t, 4> sizes{0, 2, 8, 16};
        if (in.empty()) return prefix_reading::need(1);
        const auto type = std::to_integer<std::size_t>(in[0]);
        return type < sizes.size() ? prefix_reading::frame(1, sizes[type])
                                   : prefix_reading::refused(status::length_malformed, 1);
    }
};

// While compiling: every way in which these bytes can arrive gives the same frames.
template <std::size_t N>
constexpr std::array<std::byte, N> bytes(const unsigned char (&from)[N]) {
    std::array<std::byte, N> made{};
    for (std::size_t i = 0; i < N; ++i) made[i] = static_cast<std::byte>(from[i]);
    return made;
}
constexpr auto sum = bytes({1, 0, 2, 'h', 'b', 'b'});
constexpr auto two = bytes({1, 0, 21, 0});
constexpr auto unknown = bytes({9, 0, 0});
static_assert(cleave::broken_law(head_and_body{}, sum) == cleave::prefix_law::none);
static_assert(cleave::broken_law(by_type{}, two) == cleave::prefix_law::none);
static_assert(cleave::broken_law(by_type{}, unknown) == cleave::prefix_law::none);

template <class Prefix>
void show(const char* name, std::span<const std::byte> in) {
    cleave::frame_reader<Prefix> frames(in);
    while (const cleave::frame f = frames.next()) std::printf("%s: %zu bytes\n", name, f.payload().size());
    const std::string_view end = cleave::to_string(cleave::is_error(frames.st()) ? frames.st() : frames.finish().st);
    std::printf("%s: %.*s\n", name, static_cast<int>(end.size()), end.data());
}

int main() {
    show<head_and_body>("head and body", sum);
    show<by_type>("by type", two);
    show<by_type>("unknown type", unknown);
}
