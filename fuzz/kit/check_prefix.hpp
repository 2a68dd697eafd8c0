// SPDX-License-Identifier: MIT
//
// check_prefix: fuzzes a prefix of your own for the laws that readers rely on (prefix.hpp, prefix_law).
//
//     extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//         return cleave::fuzz::check_prefix<my_prefix>(data, size);
//     }
#pragma once

#include "../delivery_plan.hpp"
#include "delivery.hpp"

#include <cleave/frame_encoder.hpp>
#include <cleave/prefix.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string>

namespace cleave::fuzz {

/// States a law that a prefix breaks, and the bytes on which it does.
struct broken_prefix {
    std::string law;
    std::vector<std::byte> front;
};

namespace words {

inline const char* law(prefix_law broken) {
    switch (broken) {
    case prefix_law::none: return "none";
    case prefix_law::need_asks_for_bytes: return "need(n): n is 1 or more";
    case prefix_law::need_ends: return "header_capacity bytes are never answered by need";
    case prefix_law::need_is_exact: return "with fewer than the bytes asked for the answer is need again";
    case prefix_law::header_lies_within: return "the header, and the bytes that show an error, lie within the input";
    case prefix_law::answer_is_prompt: return "the header, or what shows an error, ends with the first front answered";
    case prefix_law::frame_has_bytes: return "a frame has at least one byte";
    case prefix_law::answer_stays: return "an answer other than need is the same for every longer input";
    }
    return "";
}

} // namespace words

/// Finds a law that a prefix breaks on the fronts of `sample`, each in a block of its size: those of broken_law, that
/// the answer depends on the bytes alone, and, where the prefix can write, that it reads what it writes.
template <prefix Prefix>
std::optional<broken_prefix> find_broken_law(const Prefix& p, std::span<const std::byte> sample) {
    const auto broken = [&](const char* law, std::size_t size) {
        return broken_prefix{law, {sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(size)}};
    };
    for (std::size_t size = 0; size <= sample.size(); ++size) {
        const exact_block one(sample.first(size));
        exact_block other(sample.first(size));
        const prefix_reading first = p.read(const_cast<exact_block&>(one).bytes());
        if (p.read(other.bytes()) != first || Prefix(p).read(other.bytes()) != first)
            return broken("no state: the same bytes have the same answer", size);
        if (!std::ranges::equal(other.bytes(), sample.first(size))) return broken("the input is not written to", size);
        if (first.st == status::ok && first.header > Prefix::header_capacity)
            return broken("no header is longer than header_capacity", size);
        if (first.st == status::ok && first.trailer > detail::trailer_capacity<Prefix>)
            return broken("no trailer is longer than trailer_capacity", size);
    }
    if (const prefix_law law = broken_law(p, sample); law != prefix_law::none)
        return broken(words::law(law), sample.size());
    return std::nullopt;
}

/// Finds out whether a prefix that can write reads what it writes for a payload of that many bytes.
template <writable_prefix Prefix>
std::optional<broken_prefix> find_broken_writing(const Prefix& p, std::uint64_t payload_bytes) {
    const auto header = encode_header(payload_bytes, p);
    if (header.st != status::ok || header.size == 0) return std::nullopt;
    const std::span<const std::byte> written = header;
    const auto broken = [&](const char* law) { return broken_prefix{law, {written.begin(), written.end()}}; };
    if (header.size > Prefix::header_capacity) return broken("size() is at most header_capacity");
    const prefix_reading read = p.read(written);
    if (read.st != status::ok || read.header != header.size) return broken("what is written reads as a whole header");
    if (read.size != payload_bytes) return broken("what is written reads as the size it was written for");
    if (read.trailer != detail::trailer_size(p, payload_bytes)) return broken("trailer_size() is what is read");
    return std::nullopt;
}

/// The body of LLVMFuzzerTestOneInput. returns: 0; does not return where a law is broken.
template <prefix Prefix>
int check_prefix(const std::uint8_t* data, std::size_t size, const Prefix& p = Prefix{}) {
    const std::span all(static_cast<const std::byte*>(static_cast<const void*>(data)), size);
    auto broken = find_broken_law(p, all.first(std::min<std::size_t>(size, 2 * Prefix::header_capacity)));
    if constexpr (writable_prefix<Prefix>) {
        std::array<std::uint64_t, 2> number{};
        if (size != 0) std::memcpy(number.data(), data, std::min(size, sizeof number));
        const std::uint64_t some = number[0] >> (number[1] % 64);
        for (const std::uint64_t bytes : {some, p.max_payload() - std::min(p.max_payload(), some % 4)})
            if (!broken && bytes <= p.max_payload()) broken = find_broken_writing(p, bytes);
    }
    if (!broken) return 0;
    std::fprintf(stderr, "the prefix breaks a law: %s\n  with the bytes%s\n", broken->law.c_str(),
                 words::hex(broken->front).c_str());
    std::abort();
}

} // namespace cleave::fuzz
