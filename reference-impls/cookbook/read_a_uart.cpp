// SPDX-License-Identifier: MIT

#include <cleave/frame_buffer.hpp>
#include <cleave/layout.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>

// AA 55, 1 byte of length, the payload, 2 bytes of CRC that the length does not count.
struct serial : cleave::fixed_layout<cleave::prefix_layout{
                    .width = 1, .offset = 2, .trailer = 2, .max_payload = 32, .magic = {0, "\xaa\x55"}}> {};

// CRC-16/CCITT-FALSE, over length and payload.
std::uint16_t crc_of(std::span<const std::byte> bytes) {
    unsigned crc = 0xffff;
    for (const std::byte b : bytes) {
        crc ^= std::to_integer<unsigned>(b) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0);
        crc &= 0xffff;
    }
    return static_cast<std::uint16_t>(crc);
}

bool is_good(const cleave::frame& f) {
    const auto t = f.trailer();
    return crc_of(f.bytes().subspan(2, f.size() - 4)) ==
           (std::to_integer<unsigned>(t[0]) << 8 | std::to_integer<unsigned>(t[1]));
}

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
                std::printf("%zu bytes, %s\n", f.payload().size(), is_good(f) ? "good" : "damaged");
            } else if (cleave::is_error(frames.st())) {
                frames.drop(1); // no frame begins here: try the next byte
            } else {
                break;
            }
        }
    }
}
