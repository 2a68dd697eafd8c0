// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/frame_encoder.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int main() {
    // Two messages, as Python's struct.pack('i', len(data)) + data puts them on the wire.
    std::array<std::byte, 64> wire;
    std::size_t size = 0;
    for (const std::string_view text : {"hello", "alex"})
        size += cleave::encode_frame<cleave::python_int>(std::as_bytes(std::span(text)), std::span(wire).subspan(size))
                    .bytes.size();

    // They arrive in two reads: the first message is cut, and its rest is glued to the second.
    const std::span<const std::byte> sent(wire.data(), size);
    std::array<std::byte, 1024> storage;
    cleave::frame_buffer<cleave::python_int> frames(storage);
    for (std::span<const std::byte> in : {sent.first(6), sent.subspan(6)})
        for (cleave::frame f = frames.next(in); f.st == cleave::status::ok; f = frames.next(in))
            std::printf("%.*s\n", static_cast<int>(f.payload.size()), reinterpret_cast<const char*>(f.payload.data()));
}
