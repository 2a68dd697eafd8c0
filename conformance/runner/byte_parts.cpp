// SPDX-License-Identifier: MIT
#include "byte_parts.hpp"

#include "trace.hpp"

#include <algorithm>

namespace cleave::conformance {

namespace {

constexpr std::size_t worth_it = 64; // bytes: a shorter stretch is as short in hexadecimal
constexpr std::size_t longest_period = 16;
constexpr std::uint64_t gamma = 0x9e3779b97f4a7c15; // what splitmix64 adds at each step

/// The number x of x ^ x >> shift == mixed.
std::uint64_t without_shift(std::uint64_t mixed, unsigned shift) {
    std::uint64_t x = mixed;
    for (unsigned known = shift; known < 64; known += shift) x = mixed ^ x >> shift;
    return x;
}

/// The counter of splitmix64 behind the eight bytes at `at`; each multiplier has an inverse modulo 2^64.
std::uint64_t counter_at(std::string_view bytes, std::size_t at) {
    std::uint64_t z = 0;
    for (std::size_t i = 8; i-- > 0;) z = z << 8 | static_cast<unsigned char>(bytes[at + i]);
    z = without_shift(z, 31) * 0x319642b2d24d8ec3;
    z = without_shift(z, 27) * 0x96de1b173f119089;
    return without_shift(z, 30);
}

std::size_t common_size(std::string_view a, std::string_view b) {
    const std::size_t size = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first - a.begin());
}

byte_part seeded_part(std::string_view rest) {
    if (rest.size() < worth_it || counter_at(rest, 8) - counter_at(rest, 0) != gamma) return {};
    const std::uint64_t seed = counter_at(rest, 0) - gamma;
    std::size_t steps = 2;
    while (steps * 8 + 8 <= rest.size() && counter_at(rest, steps * 8) == seed + (steps + 1) * gamma) ++steps;
    const std::string made = seeded_bytes(seed, steps * 8 + 8);
    const std::size_t size = common_size(rest, made);
    if (size < worth_it) return {};
    return {byte_part::kind::seeded, rest.substr(0, size), seed, size};
}

byte_part repeated_part(std::string_view rest) {
    for (std::size_t period = 1; period <= longest_period && period < rest.size(); ++period) {
        if (rest[0] != rest[period]) continue;
        const std::size_t count = common_size(rest, rest.substr(period)) / period + 1;
        if (count * period >= worth_it) return {byte_part::kind::repeated, rest.substr(0, period), 0, count};
    }
    return {};
}

std::size_t size_of(const byte_part& one) {
    return one.what == byte_part::kind::repeated ? one.bytes.size() * one.count : one.bytes.size();
}

} // namespace

std::vector<byte_part> byte_parts(std::string_view bytes) {
    std::vector<byte_part> parts;
    std::size_t literal = 0;
    std::size_t at = 0;
    const auto end_literal = [&] {
        if (literal < at) parts.push_back({byte_part::kind::literal, bytes.substr(literal, at - literal)});
    };
    while (at < bytes.size()) {
        byte_part found = repeated_part(bytes.substr(at));
        if (found.bytes.empty()) found = seeded_part(bytes.substr(at));
        if (found.bytes.empty()) {
            ++at;
            continue;
        }
        end_literal();
        parts.push_back(found);
        at += size_of(found);
        literal = at;
    }
    end_literal();
    return parts;
}

std::string joined(const std::vector<byte_part>& parts) {
    std::string bytes;
    for (const byte_part& one : parts) {
        if (one.what == byte_part::kind::seeded)
            bytes += seeded_bytes(one.seed, one.count);
        else
            for (std::size_t i = 0; i < one.count; ++i) bytes += one.bytes;
    }
    return bytes;
}

} // namespace cleave::conformance
