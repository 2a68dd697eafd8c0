// SPDX-License-Identifier: MIT

#include <cleave/frame_buffer.hpp>
#include <cleave/layout.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>

// CRC-16/CCITT-FALSE, over length and payload.
std::uint16_t crc_of(std::span<const std::byte> bytes) noexcept {
    unsigned crc = 0xffff;
    for (const std::byte b : bytes) {
        crc ^= std::to_integer<unsigned>(b) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0);
        crc &= 0xffff;
    }
    return static_cast<std::uint16_t>(crc);
}

// AA 55, 1 byte of length, the payload, 2 bytes of CRC that the length does not count.
struct serial : cleave::fixed_layout<cleave::prefix_layout{
                    .width = 1, .offset = 2, .trailer = 2, .max_payload = 32, .magic = {0, "\xaa\x55"}}> {
    // A reader calls this with each whole frame, and refuses the frame as trailer_mismatch where it is false.
    static bool frame_holds(std::span<const std::byte> frame) noexcept {
        const auto last = [frame](std::size_t n) { return std::to_integer<unsigned>(frame[frame.size() - n]); };
        return crc_of(frame.subspan(2, frame.size() - 4)) == (last(2) << 8 | last(1));
    }
};

int main() {
    // Noise, a good frame, a frame whose last byte was damaged, a good frame.
    const std::array<unsigned char, 24> line{0x13, 0x37, 0xaa, 0x55, 2,    'h',  'i', 0xdd, 0xf0, 0xaa, 0x55, 2,
                                             'h',  'i',  0xdd, 0xf1, 0xaa, 0x55, 3,   'o',  'k',  '!',  0x4b, 0xd5};
    std::array<std::byte, 64> storage;
    cleave::frame_buffer<serial> frames(storage);
    for (const unsigned char& byte : line) { // a UART gives one byte at a time
        frames.writable()[0] = static_cast<std::byte>(byte);
        frames.commit(1);
        for (;;) {
            if (const cleave::frame f = frames.next()) {
                std::printf("%zu bytes\n", f.payload().size());
            } else if (cleave::is_error(frames.st())) {
                if (frames.st() == cleave::status::trailer_mismatch) std::puts("damaged");
                frames.drop(1); // no frame begins here: try the next byte
            } else {
                break;
            }
        }
    }
}
