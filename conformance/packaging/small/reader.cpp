// SPDX-License-Identifier: MIT
//
// Frames that lie in memory: the loop over next().
#include "input.hpp"

#include <cleave/frame_reader.hpp>
#include <cleave/protocols/generic.hpp>

int main() {
    std::array<std::byte, 32> stream;
    const std::size_t size = small::arrive("\5\0\0\0hello\5\0\0\0world", stream);
    cleave::frame_reader<cleave::python_int> frames{std::span<const std::byte>(stream).first(size)};
    std::size_t bytes = 0;
    while (const cleave::frame f = frames.next()) bytes += f.payload().size();
    return bytes == 10 && !cleave::is_error(frames.st()) ? 0 : 1;
}
