// SPDX-License-Identifier: MIT
//
// The loop of a receiver of whole frames: from where the bytes come, through a buffer, to where they go.
#include "input.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

int main() {
    std::array<std::byte, 32> stream, storage;
    const std::size_t size = small::arrive("\5\0\0\0hello\5\0\0\0world", stream);
    cleave::frame_buffer<cleave::python_int> frames(storage);
    std::size_t bytes = 0;
    for (std::size_t at = 0; at < size;) {
        const std::span<std::byte> room = frames.writable();
        room[0] = stream[at++];
        frames.commit(1);
        while (const cleave::frame f = frames.next()) bytes += f.payload().size();
    }
    return bytes == 10 && frames.st() == cleave::status::need_input ? 0 : 1;
}
