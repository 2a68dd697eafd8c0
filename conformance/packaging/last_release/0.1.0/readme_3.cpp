// SPDX-License-Identifier: MIT
#include <cleave/frame_decoder.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int main() {
    const std::string_view request = "GET / HTTP/1.1\r\n";
    cleave::frame_decoder<cleave::kafka> decoder;
    if (cleave::is_error(decoder.decode(std::as_bytes(std::span(request))).st)) {
        std::array<char, 256> room;
        const std::string_view text = cleave::describe(decoder.error(), room);
        std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
    }
}
