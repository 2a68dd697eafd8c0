// SPDX-License-Identifier: MIT
//
// Payloads in parts, as they arrive.
#include "input.hpp"

#include <cleave/frame_decoder.hpp>
#include <cleave/protocols/generic.hpp>

int main() {
    std::array<std::byte, 32> stream;
    const std::size_t size = small::arrive("\5\0\0\0hello\5\0\0\0world", stream);
    cleave::frame_decoder<cleave::python_int> decoder;
    std::size_t bytes = 0;
    for (std::size_t at = 0; at < size; at += 6) {
        decoder.feed(std::span(stream).subspan(at, size - at < 6 ? size - at : 6));
        while (const cleave::frame_part part = decoder.next()) bytes += part.data().size();
    }
    return bytes == 10 && decoder.finish().st == cleave::status::ok ? 0 : 1;
}
