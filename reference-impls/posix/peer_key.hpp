// SPDX-License-Identifier: MIT
//
// peer_key: whom a connection belongs to when places, work and mistakes are shared out.
//
//     IPv4: the address      IPv6: the first 64 bits, which one customer has      Unix: the user
#pragma once

#include "address.hpp"

#include <array>
#include <compare>
#include <cstdint>

namespace cleave::posix {

struct peer_key {
    int family = 0;
    std::array<unsigned char, 8> id{};

    /// Of a connection whose socket is `fd` and whose address is `peer`.
    static peer_key of(int fd, const address& peer) noexcept;

    friend auto operator<=>(const peer_key&, const peer_key&) = default;
};

} // namespace cleave::posix
