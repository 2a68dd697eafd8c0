// SPDX-License-Identifier: MIT
#include "digests.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace second {

namespace {

using word = std::uint32_t;

/// The text, 80, zeros up to 8 bytes below a multiple of 64, and the number of bits.
std::string padded(std::string_view text, bool is_big) {
    std::string all(text);
    all += '\x80';
    while (all.size() % 64 != 56) all += '\0';
    const std::uint64_t bits = std::uint64_t{text.size()} * 8;
    for (int i = 0; i < 8; ++i) all += static_cast<char>(bits >> 8 * (is_big ? 7 - i : i));
    return all;
}

word load(std::string_view bytes, std::size_t index, bool is_big) {
    word value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= word{static_cast<unsigned char>(bytes[4 * index + i])} << 8 * (is_big ? 3 - i : i);
    return value;
}

template <std::size_t Words>
std::string hex(const std::array<word, Words>& state, bool is_big) {
    std::string all;
    for (const word one : state)
        for (int i = 0; i < 4; ++i) {
            const unsigned byte = one >> 8 * (is_big ? 3 - i : i) & 0xFF;
            all += "0123456789abcdef"[byte >> 4];
            all += "0123456789abcdef"[byte & 15];
        }
    return all;
}

/// The first 32 bits behind the point of the roots of the first primes: what SHA-256 takes for random numbers.
word fraction_of_root(int prime, bool is_cubic) {
    const long double root =
        is_cubic ? std::cbrt(static_cast<long double>(prime)) : std::sqrt(static_cast<long double>(prime));
    return static_cast<word>((root - std::floor(root)) * 4294967296.0L);
}

struct sha256_constants {
    std::array<word, 8> start{};
    std::array<word, 64> round{};
    sha256_constants() {
        std::size_t found = 0;
        for (int n = 2; found < 64; ++n) {
            bool is_prime = true;
            for (int d = 2; d * d <= n; ++d) is_prime = is_prime && n % d != 0;
            if (!is_prime) continue;
            if (found < 8) start[found] = fraction_of_root(n, false);
            round[found++] = fraction_of_root(n, true);
        }
    }
};

struct md5_constants {
    std::array<word, 64> sine{};
    md5_constants() {
        for (int i = 0; i < 64; ++i)
            sine[static_cast<std::size_t>(i)] =
                static_cast<word>(std::floor(std::fabs(std::sin(i + 1.0L)) * 4294967296.0L));
    }
};

} // namespace

std::string md5(std::string_view text) {
    static const md5_constants constants;
    constexpr int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    std::array<word, 4> state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const std::string all = padded(text, false);
    for (std::size_t block = 0; block < all.size(); block += 64) {
        const std::string_view bytes = std::string_view(all).substr(block, 64);
        auto [a, b, c, d] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::size_t turn = i / 16;
            const word mixed = turn == 0   ? (b & c) | (~b & d)
                               : turn == 1 ? (d & b) | (~d & c)
                               : turn == 2 ? b ^ c ^ d
                                           : c ^ (b | ~d);
            const std::size_t taken = turn == 0   ? i
                                      : turn == 1 ? (5 * i + 1) % 16
                                      : turn == 2 ? (3 * i + 5) % 16
                                                  : 7 * i % 16;
            const word sum = a + mixed + constants.sine[i] + load(bytes, taken, false);
            a = d;
            d = c;
            c = b;
            b += std::rotl(sum, shifts[turn][i % 4]);
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
    }
    return hex(state, false);
}

std::string sha256(std::string_view text) {
    static const sha256_constants constants;
    std::array<word, 8> state = constants.start;
    const std::string all = padded(text, true);
    for (std::size_t block = 0; block < all.size(); block += 64) {
        const std::string_view bytes = std::string_view(all).substr(block, 64);
        std::array<word, 64> w{};
        for (std::size_t i = 0; i < 64; ++i) {
            if (i < 16) {
                w[i] = load(bytes, i, true);
                continue;
            }
            const word s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3;
            const word s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        auto [a, b, c, d, e, f, g, h] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const word s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            const word first = h + s1 + ((e & f) ^ (~e & g)) + constants.round[i] + w[i];
            const word s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            const word second = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        const std::array<word, 8> added = {a, b, c, d, e, f, g, h};
        for (std::size_t i = 0; i < 8; ++i) state[i] += added[i];
    }
    return hex(state, true);
}

} // namespace second
