// SPDX-License-Identifier: MIT
//
// plain_message: a header message as a peer sends it: a little-endian length of four bytes, the JSON, the body.
#pragma once

#include "cleave/pack.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cleave {

/// header: the JSON. The header's size must fit 32 bits.
inline std::string plain_message(std::string_view header, std::string_view body = {}) {
    const auto size = pack<"<I">(static_cast<std::uint32_t>(header.size()));
    std::string bytes(reinterpret_cast<const char*>(size.data()), size.size());
    return bytes.append(header).append(body);
}

} // namespace cleave
