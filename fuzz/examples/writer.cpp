// SPDX-License-Identifier: MIT
//
// found: the writer differs from the reference
//
// A writer into a buffer: a varint and the payload. The bug: the size of the varint is worked out by 8 bits a byte, so
// that room is checked for one byte less than is written from 128 bytes on.
#include "fuzz/kit.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace {

std::size_t varint_size(std::size_t value) {
    std::size_t size = 1;
#ifdef PLANTED_BUG
    while (value >>= 8) ++size;
#else
    while (value >>= 7) ++size;
#endif
    return size;
}

/// returns: bytes written; 0 where there is no room, or where no frame is so large.
std::size_t write_frame(std::string_view payload, std::span<std::byte> room) {
    const std::size_t header = varint_size(payload.size());
    if (payload.size() > 10'000 || room.size() < header + payload.size()) return 0;
    std::size_t left = payload.size();
    std::size_t at = 0;
    for (; at + 1 < header; ++at, left >>= 7) room[at] = static_cast<std::byte>(left | 0x80);
    room[at++] = static_cast<std::byte>(left);
    std::ranges::transform(payload, room.subspan(at).begin(), [](char c) { return static_cast<std::byte>(c); });
    return at + payload.size();
}

using framing = cleave::varint_delimited::with_max_payload<10'000>;

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::writing<framing>(
        data, size, [](auto payload, std::span<std::byte> room) { return write_frame(payload, room); });
}
