// p.read(in)
// SPDX-License-Identifier: MIT
#include <cleave/prefix.hpp>

struct can_throw {
    static constexpr std::size_t header_capacity = 1;
    static constexpr std::uint64_t max_payload() noexcept { return 1; }
    static constexpr cleave::prefix_reading read(std::span<const std::byte>) { return cleave::prefix_reading::need(1); }
};
constexpr auto law = cleave::broken_law(can_throw{}, {});
