// SPDX-License-Identifier: MIT
//
// digests: MD5 (RFC 1321) and SHA-256 (FIPS 180-4) of a whole text, from the standards' own definitions.
#pragma once

#include <string>
#include <string_view>

namespace second {

/// In lower-case hexadecimal.
std::string md5(std::string_view text);
std::string sha256(std::string_view text);

} // namespace second
