// SPDX-License-Identifier: MIT
//
// found: the prefix breaks a law: with fewer than the bytes asked for the answer is need again
//
// A prefix of one's own: a byte, or 255 and then two bytes, big-endian. The bug: it asks for two bytes more as soon as
// it sees nothing, although one byte can be a header.
#include "fuzz/kit.hpp"

namespace {

struct escaped_size {
    static constexpr std::size_t header_capacity = 3;
    static constexpr std::uint64_t max_payload() noexcept { return 65535; }
    static constexpr cleave::prefix_reading read(std::span<const std::byte> in) noexcept {
        using cleave::prefix_reading;
#ifdef PLANTED_BUG
        if (in.empty()) return prefix_reading::need(2);
#else
        if (in.empty()) return prefix_reading::need(1);
#endif
        if (in[0] != std::byte{255}) return prefix_reading::frame(1, std::to_integer<std::uint64_t>(in[0]));
        if (in.size() < 3) return prefix_reading::need(3 - in.size());
        const auto size = std::to_integer<std::uint64_t>(in[1]) << 8 | std::to_integer<std::uint64_t>(in[2]);
        if (size < 255) return prefix_reading::refused(cleave::status::length_malformed, 3);
        return prefix_reading::frame(3, size);
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::check_prefix<escaped_size>(data, size);
}
