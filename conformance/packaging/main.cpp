// SPDX-License-Identifier: MIT
//
// What each way of taking the library must build and run: frames there and back. Exit code 0 when it works.
#include <cleave/cleave.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <span>

int main() {
    const std::array payload{std::byte{1}, std::byte{2}, std::byte{3}};
    std::array<std::byte, 64> wire;
    std::span<std::byte> room = wire;
    const cleave::status sent = cleave::encode_frame<cleave::python_int>(payload, room);

    cleave::frame_decoder<cleave::python_int> decoder;
    std::size_t parts = 0;
    std::size_t payload_bytes = 0;
    decoder.feed(std::span<const std::byte>(wire).first(wire.size() - room.size()));
    for (; const cleave::frame_part part = decoder.next(); ++parts) payload_bytes += part.data().size();
    const bool works = sent == cleave::status::ok && parts == 1 && payload_bytes == payload.size() &&
                       decoder.finish().st == cleave::status::ok;
    std::puts(works ? "works" : "does not work");
    return works ? 0 : 1;
}
