// SPDX-License-Identifier: MIT
//
// hex_view: bytes as people read them, with their offsets, and some of them marked.
//
//     00000010  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|
//               ^^ ^^ ^^ ^^
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace cleave::inspect {

/// Bytes to be marked, by their offsets in the stream.
struct marked_range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// How the text is to look.
struct hex_style {
    bool has_color = false;
    std::size_t indent = 0;
};

/// Lines of 16 bytes, each with its end of line. offset: where `bytes` begins in the stream; lines begin at its
/// multiples of 16. A line below shows what is marked.
std::string hex_view(std::span<const std::byte> bytes, std::uint64_t offset, marked_range marked = {},
                     hex_style style = {});

/// A few bytes in a row: "05 00 00 00".
std::string hex_bytes(std::span<const std::byte> bytes);

} // namespace cleave::inspect
