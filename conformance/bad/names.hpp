// SPDX-License-Identifier: MIT
//
// names: the second implementation's opinion on a peer's file name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace second {

/// The error's name; empty where the name is good.
std::string refusal_of(std::string_view name, std::size_t most_bytes);

} // namespace second
