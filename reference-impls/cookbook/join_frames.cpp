// SPDX-License-Identifier: MIT

#include <cleave/frame_encoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout.hpp>

#include <array>
#include <cstdio>
#include <vector>

// MySQL's framing with packets of at most 7 bytes instead of 0xffffff: a full packet continues in the next.
struct packet : cleave::fixed_layout<cleave::prefix_layout{
                    .width = 3, .order = std::endian::little, .gap = 1, .max_payload = 7}> {};
constexpr std::size_t largest_message = 1024; // bytes

int main() {
    std::array<std::byte, 64> wire;
    std::span<std::byte> room = wire;
    for (const unsigned size : {7U, 7U, 2U, 7U, 0U}) // a message of 16 bytes, one of 7 that ends with an empty packet
        if (cleave::encode_frame<packet>(std::vector<std::byte>(size), room) != cleave::status::ok) return 1;

    cleave::frame_reader<packet> packets(std::span<const std::byte>(wire).first(wire.size() - room.size()));
    std::vector<std::byte> message;
    while (const cleave::frame f = packets.next()) {
        if (f.payload().size() > largest_message - message.size()) return 1; // the sum needs a limit of its own
        message.insert(message.end(), f.payload().begin(), f.payload().end());
        if (f.payload().size() == packet::max_payload()) continue;
        std::printf("message of %zu bytes\n", message.size());
        message.clear();
    }
    return packets.finish().st == cleave::status::ok && message.empty() ? 0 : 1;
}
