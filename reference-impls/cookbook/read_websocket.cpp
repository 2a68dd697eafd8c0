// SPDX-License-Identifier: MIT

#include <cleave/frame_reader.hpp>
#include <cleave/protocols/websocket.hpp>

#include <cstdio>
#include <string>
#include <string_view>

int main() {
    // A client's text in two masked fragments: "hel" and, with the bit FIN, "lo". The masks are zeros but for the
    // first.
    const std::string_view stream("\x01\x83\1\2\3\4igo\x80\x82\0\0\0\0lo", 17);
    cleave::frame_reader<cleave::websocket> frames(std::as_bytes(std::span(stream)));
    std::string message; // limit it: each frame is bounded, their sum is not
    while (const cleave::frame f = frames.next()) {
        const auto header = f.header();
        const bool is_masked = (header[1] & std::byte{0x80}) != std::byte{0};
        std::size_t at = 0;
        for (const std::byte b : f.payload())
            message += static_cast<char>(is_masked ? b ^ header[header.size() - 4 + at++ % 4] : b);
        if (message.size() > 65'536) return 1;
        if ((header[0] & std::byte{0x80}) != std::byte{0}) std::printf("%s\n", message.c_str()), message.clear();
    }
    return frames.finish().st == cleave::status::ok ? 0 : 1;
}
