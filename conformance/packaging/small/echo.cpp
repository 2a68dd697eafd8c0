// SPDX-License-Identifier: MIT
//
// Whole frames in, through a buffer, and out again, through an encoder.
#include "input.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/protocols/generic.hpp>

int main() {
    std::array<std::byte, 32> stream, storage{}, answer;
    const std::size_t size = small::arrive("\5\0\0\0hello\5\0\0\0world", stream);
    cleave::frame_buffer<cleave::python_int> frames(storage);
    std::span<std::byte> room = answer;
    for (std::size_t at = 0; at < size; at += 6) {
        frames.feed(std::span(stream).subspan(at, size - at < 6 ? size - at : 6));
        while (const cleave::frame f = frames.next())
            if (cleave::encode_frame<cleave::python_int>(f.payload(), room) != cleave::status::ok) return 1;
    }
    return room.size() == answer.size() - size && frames.finish().st == cleave::status::ok ? 0 : 1;
}
