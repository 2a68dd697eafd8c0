// SPDX-License-Identifier: MIT

#include <cleave/frame_reader.hpp>
#include <cleave/protocols/messaging.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int main() {
    // PUBLISH of "21" on the topic "temp", then PINGREQ.
    const std::string_view stream("\x30\x08\0\4temp21\xc0\0", 12);
    cleave::frame_reader<cleave::mqtt> packets(std::as_bytes(std::span(stream)));
    while (const cleave::frame f = packets.next()) {
        const int type = std::to_integer<int>(f.header()[0]) >> 4;
        std::printf("type %d, %zu bytes\n", type, f.payload().size());
    }
    return packets.finish().st == cleave::status::ok ? 0 : 1;
}
