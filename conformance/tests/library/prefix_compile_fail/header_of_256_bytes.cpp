// header_capacity <= 255
// SPDX-License-Identifier: MIT
#include <cleave/prefix.hpp>

struct too_long {
    static constexpr std::size_t header_capacity = 256;
    static constexpr std::uint64_t max_payload() noexcept { return 1; }
    static constexpr cleave::prefix_reading read(std::span<const std::byte>) noexcept {
        return cleave::prefix_reading::need(1);
    }
};
constexpr auto law = cleave::broken_law(too_long{}, {});
