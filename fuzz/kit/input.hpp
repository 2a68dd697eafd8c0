// SPDX-License-Identifier: MIT
//
// input: an engine's input as a delivery. It ends with four bytes that say how the stream is cut (delivery_plan.hpp):
//
//     .. the stream .............. | c3 c2 c1 c0
//     .. the stream .. | s2 s1 s0 | c3 c2 c1 fe      stretched: a short input is a long stream
//
// Stretched, frame s2 of the stream is repeated, or its payload grows, to about 2^(s1 / 4) times or bytes, where the
// framing can be written; s0 takes the place of c0. Pieces of a stretched stream may be powers of two: 240 to 253 are
// 16 to 131,072 bytes.
#pragma once

#include "../delivery_plan.hpp"
#include "delivery.hpp"
#include "expectation.hpp"

#include <cleave/frame_encoder.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cleave::fuzz {

/// An input in its parts.
struct kit_input {
    std::vector<std::byte> stream = {};
    std::array<std::uint8_t, 4> sizes{}; // of the pieces, in turn; 255: all that is left
    bool is_stretched = false;
    std::uint8_t which = 0, amount = 0; // stretched

    static constexpr std::uint8_t stretch_mark = 254;

    static kit_input of(const std::uint8_t* data, std::size_t size) {
        kit_input made;
        fuzz_input from(data, size);
        for (std::uint8_t& each : made.sizes) each = from.last();
        if (made.sizes[0] == stretch_mark) {
            made.is_stretched = true;
            made.sizes[0] = from.last();
            made.amount = from.last();
            made.which = from.last();
        }
        made.stream.assign(from.stream().begin(), from.stream().end());
        if (made.sizes == std::array<std::uint8_t, 4>{}) made.sizes[0] = 255;
        return made;
    }

    std::vector<std::byte> written() const {
        std::vector<std::byte> all = stream;
        const auto add = [&](std::uint8_t value) { all.push_back(std::byte{value}); };
        if (is_stretched) {
            add(which);
            add(amount);
            add(sizes[0]);
        }
        for (std::size_t i = 3; i != 0; --i) add(sizes[i]);
        add(is_stretched ? stretch_mark : sizes[0] == stretch_mark ? std::uint8_t{253} : sizes[0]);
        return all;
    }
};

namespace inner {

inline constexpr std::size_t longest_stream = std::size_t{1} << 18; // bytes, when stretched

// s1: the low bit chooses frames or bytes, the next one goes one beyond the power.
inline std::size_t stretched_size(std::uint8_t amount) noexcept {
    return (std::size_t{1} << (amount / 4 % 18)) + (amount >> 1 & 1);
}

template <prefix Prefix>
std::vector<std::byte> stretched(const Prefix& p, const kit_input& from, const fairness& may) {
    const expectation<Prefix> due(p, from.stream, may);
    if (due.frames().empty()) return from.stream;
    const frame_place one = due.frames()[from.which % due.frames().size()];
    const std::span<const std::byte> all = from.stream;
    const std::span<const std::byte> frame = all.subspan(one.begin, one.end - one.begin);
    std::vector<std::byte> made(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(one.begin));
    const std::size_t wanted = stretched_size(from.amount);
    const auto add = [&](std::span<const std::byte> bytes) { made.insert(made.end(), bytes.begin(), bytes.end()); };
    bool is_grown = false;
    if constexpr (writable_prefix<Prefix>) {
        const std::uint64_t payload = std::min<std::uint64_t>({wanted, p.max_payload(), longest_stream});
        const auto header = encode_header(payload, p);
        is_grown = (from.amount & 1) != 0 && header.st == status::ok;
        if (is_grown) {
            add(header);
            for (std::size_t i = 0; i < payload; ++i) made.push_back(static_cast<std::byte>(i * 7 + (i >> 8)));
            made.resize(made.size() + detail::trailer_size(p, payload));
        }
    }
    for (std::size_t i = 0; !is_grown && i < wanted && made.size() < longest_stream; ++i) add(frame);
    add(all.subspan(one.end));
    return made;
}

} // namespace inner

/// The delivery that an input stands for.
template <prefix Prefix>
delivery delivery_of(const Prefix& p, const kit_input& from, const fairness& may) {
    delivery made;
    made.stream = from.is_stretched ? inner::stretched(p, from, may) : from.stream;
    constexpr std::size_t most_pieces = 8192; // the rest comes in one
    std::size_t end = 0;
    for (std::size_t i = 0, idle = 0; end < made.stream.size() && idle < 4 && i < most_pieces; ++i) {
        std::size_t size = from.sizes[i % 4];
        if (from.is_stretched && size >= 240 && size < 254) size = std::size_t{1} << (size - 236);
        const std::size_t left = made.stream.size() - end;
        size = from.sizes[i % 4] >= 254 ? left : std::min(size, left);
        idle = size == 0 ? idle + 1 : 0;
        end += size;
        if (size != 0) made.ends.push_back(end); // to many a decoder an empty piece is the end of the stream
    }
    if (end < made.stream.size()) made.ends.push_back(made.stream.size());
    return made;
}

} // namespace cleave::fuzz
