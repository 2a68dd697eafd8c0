// SPDX-License-Identifier: MIT
#include <cleave/next_frame.hpp>

#include <array>
#include <cstdio>

int main() {
    const std::array<unsigned char, 10> received{0, 0, 0, 2, 'h', 'i', 0, 0, 0, 7};
    const auto done = cleave::visit_frames<cleave::erlang_packet<4>>(
        std::as_bytes(std::span(received)),
        [](std::span<const std::byte> payload) { std::printf("a frame of %zu bytes\n", payload.size()); });
    std::printf("%zu bytes read, at least %zu more for the next frame\n", done.consumed, done.more_bytes);
}
