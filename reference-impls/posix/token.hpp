// SPDX-License-Identifier: MIT
//
// token: the secret that clients prove to know, read from a file that only its owner can read.
#pragma once

#include "descriptor.hpp"
#include "outcome.hpp"

#include <string>
#include <string_view>

namespace cleave::posix {

inline constexpr std::size_t min_token_bytes = 16;
inline constexpr std::size_t max_token_bytes = 4096;

/// Reads the file `path`, without one line end after its last byte, into `token`. Returns an empty text, or what is
/// wrong: it must be a regular file of this user (or of root), closed to group and others, of 16 to 4096 bytes.
[[nodiscard]] std::string read_token(const std::string& path, std::string& token);

} // namespace cleave::posix
