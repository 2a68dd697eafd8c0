// SPDX-License-Identifier: MIT
#pragma once

#include "conformance/runner/trace_layout.hpp"

#include <cstddef>
#include <string>

namespace cleave::inspect {

/// What `struct.pack("<i", n)` writes.
inline std::string le32(std::size_t n) { return *conformance::integer_bytes(conformance::integer{n}, 4, false, false); }
inline std::string framed(const std::string& payload) { return le32(payload.size()) + payload; }
inline std::string message(const std::string& header, const std::string& body = "") { return framed(header) + body; }

} // namespace cleave::inspect
