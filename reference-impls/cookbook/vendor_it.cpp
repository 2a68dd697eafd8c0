// SPDX-License-Identifier: MIT
#include <cleave/frame_reader.hpp>
#include <cleave/protocols/generic.hpp>

#include <array>
#include <cstdio>

int main() {
    const std::array<unsigned char, 10> received{0, 0, 0, 2, 'h', 'i', 0, 0, 0, 7};
    cleave::frame_reader<cleave::erlang_packet<4>> frames(std::as_bytes(std::span(received)));
    while (const cleave::frame f = frames.next()) std::printf("a frame of %zu bytes\n", f.payload().size());
    std::printf("%d bytes read, at least %d more for the next frame\n", static_cast<int>(frames.offset()),
                static_cast<int>(frames.needed().at_least));
}
